package dev.wharf.auth;

import dev.wharf.common.InvalidValueException;
import dev.wharf.config.ConfigSource;
import dev.wharf.config.ConfigurationException;
import dev.wharf.config.NamedSections;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of {@code users.conf}, and the one of those who need none. Can be read anew while it is in use: who has
 * logged in stays what they are, the next login meets the new accounts. Thread-safe.
 */
public final class UserDirectory implements Authenticator {
    /** The name that anonymous users have, whatever they typed. */
    public static final String ANONYMOUS = "anonymous";

    private static final Set<String> ANONYMOUS_NAMES = Set.of(ANONYMOUS, "ftp");

    private final ConfigSource source;
    private final String defaultsKey;
    private final Path file;
    private final Account anonymousAccount;
    private final User anonymous;
    private volatile Accounts accounts;

    /** One reading of the file. */
    private record Accounts(Map<String, Entry> byName, List<Entry> all) {
        static final Accounts NONE = new Accounts(Map.of(), List.of());
    }

    private record Entry(User user, PasswordHash password) {}

    /**
     * The key that a user has besides those of an account.
     *
     * @param password as {@code wharf hash-password} writes it
     */
    public record Credentials(String password) {
        PasswordHash hash() {
            try {
                return PasswordHash.parse(password);
            } catch (IllegalArgumentException e) {
                // What is no hash may be the password itself: not for the log.
                throw new InvalidValueException("password", "(not shown)", String.valueOf(e.getMessage()));
            }
        }
    }

    private UserDirectory(ConfigSource source, String defaultsKey, Path file, Account anonymousAccount) {
        this.source = source;
        this.defaultsKey = defaultsKey;
        this.file = file;
        this.anonymousAccount = anonymousAccount;
        this.anonymous = new User(ANONYMOUS, anonymousAccount.homeOf(ANONYMOUS), anonymousAccount);
        this.accounts = Accounts.NONE;
    }

    /**
     * Reads the accounts.
     *
     * @param source gives them their defaults
     * @param defaultsKey where those stand in it
     * @param named the file, which must be there
     * @param fallback the file to look for if none is named; without it there are no accounts
     * @param anonymous the account of those who need none
     * @throws ConfigurationException if the file cannot be used
     */
    public static UserDirectory load(
            ConfigSource source, String defaultsKey, Optional<Path> named, Path fallback, Account anonymous) {
        UserDirectory directory = new UserDirectory(source, defaultsKey, named.orElse(fallback), anonymous);
        if (named.isPresent() || Files.exists(fallback)) {
            directory.reload();
        }
        return directory;
    }

    /**
     * Reads the file anew. Blocks.
     *
     * @return how many accounts there are now
     * @throws ConfigurationException if it cannot be used; then the accounts stay as they were
     */
    public int reload() {
        NamedSections sections = source.sections(file, "users", defaultsKey, Set.of("password"));
        Map<String, Entry> byName = new HashMap<>();
        for (String name : sections.names()) {
            try {
                byName.put(byteString(name), entry(sections, name));
            } catch (InvalidValueException e) {
                throw sections.explain(name, e);
            }
        }
        accounts = new Accounts(Map.copyOf(byName), List.copyOf(byName.values()));
        return byName.size();
    }

    private static Entry entry(NamedSections sections, String name) {
        Account account = sections.bind(name, Account.class);
        PasswordHash password = sections.bind(name, Credentials.class).hash();
        return new Entry(new User(byteString(name), account.homeOf(name), account), password);
    }

    /** Where the accounts stand. */
    public Path file() {
        return file;
    }

    /** Whether nobody at all can log in. */
    public boolean isEmpty() {
        return accounts.all().isEmpty() && !anonymousAccount.enabled();
    }

    @Override
    public Optional<User> anonymous(String userName) {
        Accounts now = accounts;
        boolean isAnonymous = !now.byName().containsKey(userName)
                && (now.all().isEmpty() || ANONYMOUS_NAMES.contains(userName.toLowerCase(Locale.ROOT)));
        return isAnonymous && anonymousAccount.enabled() ? Optional.of(anonymous) : Optional.empty();
    }

    @Override
    public boolean requiresTls(String userName) {
        Entry entry = accounts.byName().get(userName);
        return entry == null
                ? anonymous(userName).isPresent() && anonymousAccount.tlsRequired()
                : entry.user().account().tlsRequired();
    }

    @Override
    public Optional<User> authenticate(String userName, String password) {
        Accounts now = accounts;
        Entry entry = now.byName().get(userName);
        Entry checked = entry == null ? decoy(now, userName) : entry;
        boolean right = checked != null && checked.password().matches(password);
        return right && entry != null && entry.user().account().enabled()
                ? Optional.of(entry.user())
                : Optional.empty();
    }

    /** Somebody whose hash takes the time that one of this name would take, always the same for one name. */
    private static @Nullable Entry decoy(Accounts accounts, String userName) {
        List<Entry> all = accounts.all();
        return all.isEmpty() ? null : all.get(Math.floorMod(userName.hashCode(), all.size()));
    }

    /** As a client types it, each char one byte. */
    private static String byteString(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
