package dev.wharf.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import dev.wharf.common.InvalidValueException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills records from configuration: a component {@code idleTimeout} is the key {@code idle-timeout}, a component that
 * is a record is a section.
 *
 * <p>Types: boolean, int, long, String, Path, Duration, enums (in lower case), Optional (empty when the value is the
 * empty string), classes with a static {@code parse(String)}, and lists and sets of strings, enums and such classes. A number whose name ends in
 * {@code Bytes} is a size such as {@code 64 KiB}. What a record's constructor refuses is reported under the full key.
 */
final class RecordBinder {

    /** @throws InvalidValueException with the full key, if a value cannot be used */
    <R extends Record> R bind(Config config, Class<R> type) {
        return type.cast(record(config, "", type));
    }

    private Object record(Config config, String prefix, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(config, prefix, components[i]);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidValueException invalid) {
                throw new InvalidValueException(prefix + invalid.key(), invalid.value(), invalid.expected());
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private Object value(Config config, String prefix, RecordComponent component) {
        String key = keyOf(component);
        String path = prefix + key;
        Class<?> type = component.getType();
        if (type.isRecord() && parser(type).isEmpty()) {
            if (config.getValue(key).valueType() != ConfigValueType.OBJECT) {
                throw new InvalidValueException(
                        path, config.getValue(key).unwrapped(), "a section: " + key + " { ... }");
            }
            return record(config.getConfig(key), path + ".", type);
        }
        if (type == List.class) {
            return list(config, key, path, typeArgument(component));
        }
        if (type == Set.class) {
            return new LinkedHashSet<>(list(config, key, path, typeArgument(component)));
        }
        if (type == Optional.class) {
            String text = text(config, key, path);
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(scalar(config, key, path, typeArgument(component), component));
        }
        return scalar(config, key, path, type, component);
    }

    private static Class<?> typeArgument(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }

    private static List<?> list(Config config, String key, String path, Class<?> type) {
        List<String> items = texts(config, key, path);
        if (type == String.class) {
            return items;
        }
        return items.stream()
                .map(item -> type.isEnum() ? constant(type, path, item) : parsed(type, path, item))
                .toList();
    }

    private static List<String> texts(Config config, String key, String path) {
        ConfigValueType found = config.getValue(key).valueType();
        if (found == ConfigValueType.LIST) {
            try {
                return config.getStringList(key);
            } catch (ConfigException e) {
                throw new InvalidValueException(path, "[ ... ]", "a list of texts");
            }
        }
        if (found == ConfigValueType.OBJECT) {
            throw new InvalidValueException(path, "{ ... }", "a list of texts");
        }
        // From the environment and the command line: a, b, c.
        return Arrays.stream(config.getString(key).split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Object scalar(Config config, String key, String path, Class<?> type, RecordComponent component) {
        if (type == Duration.class) {
            try {
                // Without a unit the library takes milliseconds, which nobody means.
                if (text(config, key, path).matches("[0-9.]*[1-9][0-9.]*")) {
                    throw new ConfigException.BadValue(key, "a unit is missing");
                }
                return config.getDuration(key);
            } catch (ConfigException e) {
                throw new InvalidValueException(
                        path, text(config, key, path), "a duration such as 500 ms, 30 s or 5 minutes");
            }
        }
        String text = text(config, key, path);
        if (type == String.class) {
            return text;
        }
        if (type == boolean.class) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> throw new InvalidValueException(path, text, "true or false");
            };
        }
        if (type == int.class || type == long.class) {
            boolean size = component.getName().endsWith("Bytes");
            long number = size ? size(config, key, path, text) : number(path, text);
            if (type == int.class && number != (int) number) {
                throw new InvalidValueException(
                        path, text, number > 0 ? "at most " + Integer.MAX_VALUE : "at least " + Integer.MIN_VALUE);
            }
            return type == int.class ? (Object) (int) number : (Object) number;
        }
        if (type == Path.class) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new InvalidValueException(path, text, "a path");
            }
        }
        if (type.isEnum()) {
            return constant(type, path, text);
        }
        return parsed(type, path, text);
    }

    private static Object constant(Class<?> type, String path, String text) {
        String wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(wanted)) {
                return constant;
            }
        }
        String known = Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new InvalidValueException(path, text, "one of " + known);
    }

    private static Object parsed(Class<?> type, String path, String text) {
        Method parse = parser(type)
                .orElseThrow(() -> new IllegalStateException(path + ": " + type + " is no type for configuration"));
        try {
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            throw new InvalidValueException(
                    path, text, String.valueOf(e.getTargetException().getMessage()));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type + ".parse cannot be called", e);
        }
    }

    private static Optional<Method> parser(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("parse")
                        && Modifier.isStatic(method.getModifiers())
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
                .findFirst();
    }

    private static long number(String path, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidValueException(path, text, "a whole number");
        }
    }

    private static long size(Config config, String key, String path, String text) {
        try {
            return config.getBytes(key);
        } catch (ConfigException e) {
            throw new InvalidValueException(path, text, "a size such as 4096, 64 KiB or 16 MiB");
        }
    }

    private static String text(Config config, String key, String path) {
        ConfigValueType found = config.getValue(key).valueType();
        if (found == ConfigValueType.OBJECT || found == ConfigValueType.LIST) {
            throw new InvalidValueException(
                    path, found == ConfigValueType.LIST ? "[ ... ]" : "{ ... }", "a single value");
        }
        return config.getString(key);
    }

    /** {@code maxLineBytes} is {@code max-line-bytes}. */
    static String keyOf(RecordComponent component) {
        StringBuilder key = new StringBuilder();
        for (char c : component.getName().toCharArray()) {
            if (Character.isUpperCase(c)) {
                key.append('-').append(Character.toLowerCase(c));
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }
}
