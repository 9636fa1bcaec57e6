package io.heddle.hardware.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;

import io.heddle.hardware.GpuDirect;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NVIDIA's kernel drivers and the cuFile configuration (GPUDirect Storage configuration guide). */
final class GpuDirectReader {
    private static final String DRIVER = "/proc/driver/nvidia/version";
    private static final String STORAGE = "/proc/driver/nvidia-fs/version";
    private static final String STORAGE_MODULE = "/sys/module/nvidia_fs/version";
    private static final Pattern DRIVER_VERSION =
            Pattern.compile("NVRM version: .*?\\s([0-9]{2,4}\\.[0-9.]+)\\s.*", Pattern.DOTALL);
    private static final Pattern STORAGE_VERSION =
            Pattern.compile("(?:version: *)?v?([0-9]+\\.[0-9.]+).*", Pattern.DOTALL);
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private final Tree tree;

    GpuDirectReader(Tree tree) {
        this.tree = tree;
    }

    GpuDirect read() {
        Reading<String> storage = version(STORAGE, STORAGE_VERSION);
        return new GpuDirect(
                version(DRIVER, DRIVER_VERSION),
                storage instanceof Absent<String>
                        ? version(STORAGE_MODULE, STORAGE_VERSION)
                        : storage,
                tree.exists("/sys/module/nvidia_peermem"),
                rdmaAddresses());
    }

    private Reading<String> version(String path, Pattern pattern) {
        return tree.parsed(path, tree.read(path), "a version", text -> {
            Matcher version = pattern.matcher(text);
            if (!version.matches()) {
                throw new IllegalArgumentException(text);
            }
            return version.group(1);
        });
    }

    private Reading<List<String>> rdmaAddresses() {
        Reading<String> text = tree.read(GpuDirect.CONFIG_PATH);
        if (!(text instanceof Found<String>(String json))) {
            return text.map(never -> List.of());
        }
        try (JsonParser parser = JSON.createParser(json)) {
            List<String> addresses = find(parser);
            return addresses == null ? new Absent<>(GpuDirect.CONFIG_PATH) : new Found<>(addresses);
        } catch (IOException malformed) {
            tree.odd(GpuDirect.CONFIG_PATH, "", "It is not JSON.");
            return new Unreadable<>(GpuDirect.CONFIG_PATH, "It is not JSON.");
        }
    }

    /** The texts in the array {@code properties.rdma_dev_addr_list}, or null without it. */
    private static @Nullable List<String> find(JsonParser parser) throws IOException {
        List<String> path = new ArrayList<>();
        List<String> found = null;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                path.add(String.valueOf(parser.currentName()));
            } else if (token == JsonToken.END_OBJECT) {
                path.removeLast();
            } else if (token == JsonToken.START_ARRAY
                    && "rdma_dev_addr_list".equals(parser.currentName())
                    && path.equals(List.of("null", "properties"))) {
                found = new ArrayList<>();
            } else if (token == JsonToken.VALUE_STRING
                    && found != null
                    && parser.getParsingContext().inArray()
                    && path.size() == 2
                    && "rdma_dev_addr_list"
                            .equals(parser.getParsingContext().getParent().getCurrentName())) {
                found.add(parser.getText());
            }
        }
        return found;
    }
}
