package dev.wharf.cloudhash.command;

/** A command that cannot be done, with the error to answer: a code in capitals, a space, a text. Has no stack trace. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String codeAndText) {
        super(codeAndText, null, false, false);
    }

    static CommandException wrongType() {
        return new CommandException("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    static CommandException syntax() {
        return new CommandException("ERR syntax error");
    }

    static CommandException notAnInteger() {
        return new CommandException("ERR value is not an integer or out of range");
    }

    static CommandException notAFloat() {
        return new CommandException("ERR value is not a valid float");
    }

    String answer() {
        return String.valueOf(getMessage());
    }
}
