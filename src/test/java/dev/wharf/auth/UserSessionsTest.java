package dev.wharf.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserSessionsTest {
    private final UserSessions sessions = new UserSessions();

    @Test
    void countsEachUserUpToTheirLimit() {
        User ann = Accounts.user("ann", "max-sessions = 2");
        User bob = Accounts.user("bob", "max-sessions = 1");

        assertThat(sessions.enter(ann)).isTrue();
        assertThat(sessions.enter(ann)).isTrue();
        assertThat(sessions.enter(ann)).isFalse();
        assertThat(sessions.enter(bob)).isTrue();
        assertThat(sessions.enter(bob)).isFalse();

        sessions.leave(ann);
        assertThat(sessions.enter(ann)).isTrue();
        assertThat(sessions.enter(ann)).isFalse();
    }

    @Test
    void letsInAnyNumberWithoutALimit() {
        User ann = Accounts.user("ann", "max-sessions = 0");

        for (int i = 0; i < 1000; i++) {
            assertThat(sessions.enter(ann)).isTrue();
        }
    }

    @Test
    void countsSessionsFromBeforeALimitWasSet() {
        assertThat(sessions.enter(Accounts.user("ann", ""))).isTrue();

        assertThat(sessions.enter(Accounts.user("ann", "max-sessions = 1"))).isFalse();
    }
}
