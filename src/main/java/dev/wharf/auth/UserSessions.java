package dev.wharf.auth;

import java.util.concurrent.ConcurrentHashMap;

/** How many sessions each user has. Thread-safe. */
public final class UserSessions {
    private final ConcurrentHashMap<String, Integer> countOf = new ConcurrentHashMap<>();

    /** Counts one more session in; false, and not counted, if the user has as many as they may have. */
    public boolean enter(User user) {
        int most = user.account().maxSessions();
        if (most == 0) {
            countOf.merge(user.name(), 1, Integer::sum);
            return true;
        }
        boolean[] entered = new boolean[1];
        countOf.compute(user.name(), (name, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < most;
            return entered[0] ? Integer.valueOf(now + 1) : count;
        });
        return entered[0];
    }

    /** How many sessions the user has. */
    public int count(User user) {
        return countOf.getOrDefault(user.name(), 0);
    }

    /** Counts a session out that was counted in. */
    public void leave(User user) {
        countOf.computeIfPresent(user.name(), (name, count) -> count == 1 ? null : count - 1);
    }
}
