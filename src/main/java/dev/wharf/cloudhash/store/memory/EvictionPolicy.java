package dev.wharf.cloudhash.store.memory;

import java.util.Locale;

/** What happens when the keys have taken all the memory they may. */
public enum EvictionPolicy {
    /** Commands that could take more are refused. */
    NOEVICTION,
    /** Of a few keys drawn at random the one that was not used for the longest time goes. */
    ALLKEYS_LRU,
    /** Any key goes. */
    ALLKEYS_RANDOM,
    /** Of a few keys that expire the one that would go first goes now. */
    VOLATILE_TTL;

    /** As Redis writes it: {@code allkeys-lru}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
