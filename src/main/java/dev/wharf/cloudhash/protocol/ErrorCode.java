package dev.wharf.cloudhash.protocol;

/** What went wrong, in the second word of an error answer to a line or frame: {@code ERR UNKNOWN ...}. */
public enum ErrorCode {
    /** No such verb. */
    UNKNOWN,
    /** The verb's arguments are not what it takes. */
    SYNTAX,
    /** Something is longer than allowed. */
    LIMIT,
    /** The value cannot be sent in this framing. */
    BINARY,
    /** The framing is broken; the connection ends. */
    PROTO,
    /** The store failed. */
    STORE,
    /** There is no such key. */
    KEY,
    /** A condition does not hold. */
    CONFLICT,
    /** The key holds something else than a string. */
    TYPE,
    /** A number is none, or out of range. */
    VALUE,
    /** A login is needed, or was refused. */
    AUTH,
    /** There is no memory left for keys. */
    MEMORY,
    /** Nothing can be made durable, so nothing is changed. */
    READONLY,
    /** The store behind this server does not answer. */
    BACKEND;

    /** The code for an error in the words of Redis. */
    public static ErrorCode ofRedis(String codeAndText) {
        int space = codeAndText.indexOf(' ');
        String code = space < 0 ? codeAndText : codeAndText.substring(0, space);
        return switch (code) {
            case "WRONGTYPE" -> TYPE;
            case "OOM" -> MEMORY;
            case "NOAUTH", "WRONGPASS" -> AUTH;
            case "MISCONF", "READONLY" -> READONLY;
            case "BACKEND", "CROSSSLOT", "CLUSTERDOWN" -> BACKEND;
            default -> ofText(codeAndText.substring(space + 1));
        };
    }

    private static ErrorCode ofText(String text) {
        if (text.startsWith("syntax error") || text.startsWith("wrong number of arguments")) {
            return SYNTAX;
        }
        if (text.startsWith("no such key")) {
            return KEY;
        }
        return text.contains("longer than") || text.contains("exceeds") ? LIMIT : VALUE;
    }
}
