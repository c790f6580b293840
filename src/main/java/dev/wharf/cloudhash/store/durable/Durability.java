package dev.wharf.cloudhash.store.durable;

/** What an answer promises about the change it tells of. */
public enum Durability {
    /** It is on the disk: power may fail. */
    STRICT,
    /** The system has it, and brings it to the disk within a second: the process may be killed. */
    EVERYSEC,
    /** The system has it, and brings it to the disk when it likes: the process may be killed. */
    OS,
    /** Nothing; only a stop in good order keeps what was changed since the start. */
    NONE
}
