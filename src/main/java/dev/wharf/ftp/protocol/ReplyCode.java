package dev.wharf.ftp.protocol;

/** Reply codes by what they mean (RFC 959, 4.2, and where noted). */
public enum ReplyCode {
    DATA_CONNECTION_ALREADY_OPEN(125),
    OPENING_DATA_CONNECTION(150),
    OK(200),
    /** Not needed here. */
    SUPERFLUOUS(202),
    STATUS(211),
    DIRECTORY_STATUS(212),
    /** MLST's answer is 250. */
    FILE_STATUS(213),
    HELP(214),
    SYSTEM_TYPE(215),
    SERVICE_READY(220),
    GOODBYE(221),
    DATA_CONNECTION_OPEN(225),
    TRANSFER_COMPLETE(226),
    PASSIVE_MODE(227),
    /** RFC 2428, 3. */
    EXTENDED_PASSIVE_MODE(229),
    LOGGED_IN(230),
    /** RFC 4217, 4. */
    SECURITY_EXCHANGE_COMPLETE(234),
    FILE_ACTION_COMPLETE(250),
    PATH(257),
    NEEDS_PASSWORD(331),
    NEEDS_FURTHER_INFORMATION(350),
    SERVICE_NOT_AVAILABLE(421),
    CANNOT_OPEN_DATA_CONNECTION(425),
    TRANSFER_ABORTED(426),
    FILE_BUSY(450),
    LOCAL_ERROR(451),
    INSUFFICIENT_STORAGE(452),
    SYNTAX_ERROR(500),
    SYNTAX_ERROR_IN_ARGUMENT(501),
    NOT_IMPLEMENTED(502),
    BAD_SEQUENCE(503),
    NOT_IMPLEMENTED_FOR_ARGUMENT(504),
    /** RFC 4217, 10.2. */
    DATA_PROTECTION_REQUIRED(521),
    /** RFC 2428, 2. */
    PROTOCOL_NOT_SUPPORTED(522),
    /** RFC 4217, 10.2; the same number. */
    DATA_TLS_REFUSED(522),
    NOT_LOGGED_IN(530),
    /** RFC 4217, 4.1. */
    TLS_NOT_AVAILABLE(534),
    /** RFC 4217, 9. */
    PROTECTION_LEVEL_NOT_SUPPORTED(536),
    FILE_UNAVAILABLE(550),
    STORAGE_EXCEEDED(552),
    NAME_NOT_ALLOWED(553),
    /** RFC 1123, 4.1.2.12 leaves it open; in use for a REST marker beyond the end of the file. */
    RESTART_MARKER_INVALID(554);

    private final int number;

    ReplyCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether the command failed, now (4yz) or for good (5yz). */
    public boolean isFailure() {
        return number >= 400;
    }
}
