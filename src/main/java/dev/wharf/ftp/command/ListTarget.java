package dev.wharf.ftp.command;

import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.listing.Glob;
import dev.wharf.ftp.listing.ListingFormat;
import java.util.Optional;

/**
 * What the argument of LIST or NLST names: a directory, a file, or a pattern over a directory's names.
 *
 * <p>Clients write options of {@code ls} before the path. They are taken for what they are unless a file bears that
 * name; {@code --} ends them; none has an effect, hidden files are always shown.
 *
 * @param typed the path as it was typed, options left out
 * @param path the directory or file
 * @param file what is known of it if it is no directory
 * @param pattern which names of the directory; empty for all
 */
record ListTarget(String typed, VirtualPath path, Optional<FileInfo> file, Optional<Glob> pattern) {

    /** Blocks: disk pool. */
    static ListTarget find(FileTree files, VirtualPath directory, String argument) throws FileTreeException {
        String typed = argument;
        if (argument.startsWith("-") && !exists(files, directory.resolve(firstName(argument)))) {
            typed = withoutOptions(argument);
        }
        VirtualPath path = directory.resolve(typed);
        int slash = typed.lastIndexOf('/');
        String last = typed.substring(slash + 1);
        if (Glob.isPattern(last) && !exists(files, path)) {
            String parent = typed.substring(0, slash + 1);
            return new ListTarget(parent, directory.resolve(parent), Optional.empty(), Optional.of(new Glob(last)));
        }
        FileInfo info = files.stat(path);
        return new ListTarget(typed, path, info.isDirectory() ? Optional.empty() : Optional.of(info), Optional.empty());
    }

    /** @param withDirectory whether names are preceded by the directory as it was typed */
    DataSource open(FileTree files, ListingFormat format, boolean withDirectory) throws FileTreeException {
        if (file.isPresent()) {
            return new SingleEntrySource(typed, file.get(), format);
        }
        String prefix = withDirectory && !typed.isEmpty() && !typed.endsWith("/") ? typed + "/" : typed;
        return new ListingSource(files.openDirectory(path), format, withDirectory ? prefix : "", pattern);
    }

    private static boolean exists(FileTree files, VirtualPath path) throws FileTreeException {
        try {
            files.stat(path);
            return true;
        } catch (FileTreeException e) {
            if (e.kind() == Kind.IO) {
                throw e;
            }
            return false;
        }
    }

    /** What stands before the first slash: of {@code -la ../..} the path as a whole would be the directory itself. */
    private static String firstName(String argument) {
        int slash = argument.indexOf('/');
        return slash < 0 ? argument : argument.substring(0, slash);
    }

    private static String withoutOptions(String argument) {
        String rest = argument;
        while (rest.startsWith("-")) {
            int space = rest.indexOf(' ');
            String option = space < 0 ? rest : rest.substring(0, space);
            rest = space < 0 ? "" : rest.substring(space + 1);
            if (option.equals("--")) {
                break;
            }
        }
        return rest;
    }
}
