package io.heddle.rest.internal;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.control.Control;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.ClusterView;
import io.heddle.net.lab.Lab;
import io.heddle.runtime.StorageException;

import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Supplier;

/** The routes under {@code /api/v1}. */
final class Api {
    private static final long TOKEN_MINUTES = 60;

    private final Supplier<ClusterViews> cluster;
    private final Supplier<PlanViews> plans;
    private final Supplier<@Nullable Lab> lab;
    private final Supplier<@Nullable CommandProcessor> shell;

    /**
     * @param cluster what is there at the moment of a request
     * @param plans the same of the rules
     * @param lab the virtual ports, or null when their bundle is stopped
     * @param shell the Gogo runtime, or null when it is stopped
     */
    Api(
            Supplier<ClusterViews> cluster,
            Supplier<PlanViews> plans,
            Supplier<@Nullable Lab> lab,
            Supplier<@Nullable CommandProcessor> shell) {
        this.cluster = cluster;
        this.plans = plans;
        this.lab = lab;
        this.shell = shell;
    }

    Router router() {
        return new Router()
                .route("GET", "/status", (p, b) -> views().status())
                .route("GET", "/cluster/processes", (p, b) -> views().processes())
                .route("GET", "/cluster/servers", (p, b) -> views().serverRows())
                .route("GET", "/cluster/drives", (p, b) -> views().drives())
                .route("GET", "/cluster/buckets", (p, b) -> views().buckets())
                .route("POST", "/cluster/tokens", this::token)
                .route("GET", "/cluster/containers/net", (p, b) -> dataNics().rows())
                .route(
                        "POST",
                        "/cluster/containers/{container}/net",
                        (p, b) -> dataNics().add(p, b))
                .route(
                        "DELETE",
                        "/cluster/containers/{container}/net/{nic}",
                        (p, b) -> dataNics().remove(p))
                .route("POST", "/net/nics/{nic}/unplug", this::unplug)
                .route("GET", "/net/drivers", (p, b) -> NetViews.drivers(views().switchboard()))
                .route("GET", "/net/explain", (p, b) -> plans.get().explain(views().processes()))
                .route(
                        "GET",
                        "/net/explain/{process}",
                        (p, b) -> plans.get()
                                .explain(p.getOrDefault("process", ""), views().processes()))
                .route("POST", "/net/plan", (p, b) -> plans.get().plan(b.text()))
                .route("GET", "/net/plan/detected", (p, b) -> plans.get().detected())
                .route("GET", "/net/nics", (p, b) -> plans.get().nics())
                .route(
                        "GET",
                        "/net/io",
                        (p, b) -> NetViews.io(views().counters(), views().switchboard()))
                .route("GET", "/net/traffic", (p, b) -> NetViews.traffic(views().switchboard()))
                .route("GET", "/net/inventory", (p, b) -> NetViews.inventory())
                .route("GET", "/net/swaps", (p, b) -> views().switchboard().ledgers())
                .route("POST", "/net/swap", (p, b) -> views().switchboard().swap(b.text("driver")))
                .route("GET", "/net/lab", (p, b) -> lab().status())
                .route("POST", "/net/lab/up", this::labUp)
                .route("POST", "/net/lab/down", (p, b) -> lab().down())
                .route("GET", "/fs", (p, b) -> views().fileSystems())
                .route("POST", "/fs", this::createFileSystem)
                .route("DELETE", "/fs/{name}", this::deleteFileSystem)
                .route(
                        "GET",
                        "/mounts",
                        (p, b) ->
                                mounts().mounts().stream().map(Views.Mount::of).toList())
                .route("POST", "/mounts", this::mount)
                .route("POST", "/mounts/remove", this::unmount)
                .route("GET", "/events", (p, b) -> views().eventRows())
                .route("GET", "/alerts", (p, b) -> views().alerts())
                .route("GET", "/doctor", this::doctor)
                .route("POST", "/shell", (p, b) -> GogoLine.run(shell.get(), b.text("line")));
    }

    private ClusterViews views() {
        return cluster.get();
    }

    private DataNicViews dataNics() {
        return new DataNicViews(views().switchboard());
    }

    private Object unplug(Map<String, String> parameters, RequestBody body) {
        plans.get().refuseUnlessTryout("Unplugging a NIC");
        return dataNics().unplug(parameters, body);
    }

    private Object labUp(Map<String, String> parameters, RequestBody body) {
        plans.get().refuseUnlessTryout("The lab of virtual ports");
        return lab().up();
    }

    private Lab lab() {
        return required(lab.get(), "io.heddle.lab");
    }

    private Object doctor(Map<String, String> parameters, RequestBody body) {
        var checks = new ArrayList<>(views().doctor());
        checks.addAll(plans.get().checks(views().alerts()));
        return checks;
    }

    private Object token(Map<String, String> parameters, RequestBody body) {
        var life = Duration.ofMinutes(body.json().path("minutes").asLong(TOKEN_MINUTES));
        String token = required(views().membership(), "io.heddle.control").token(life);
        return new Views.Token(token, Instant.now().plus(life).toString());
    }

    private Object createFileSystem(Map<String, String> parameters, RequestBody body) {
        if (body.json().path("encrypted").asBoolean(false)) {
            throw new StorageException(
                    Errno.EINVAL,
                    "Encrypted file systems are not served yet; leave out --encrypted.");
        }
        String protection = body.json().path("protection").asText("");
        Control control = control();
        if (!protection.isEmpty() && !protection.equals(control.copies() + "x")) {
            throw new StorageException(
                    Errno.EINVAL,
                    "This cluster keeps " + control.copies() + "x, so protection '" + protection
                            + "' is not to be had; leave out --protection.");
        }
        return control.createFileSystem(
                body.text("name"), body.json().path("capacityBytes").asLong(0));
    }

    private Object deleteFileSystem(Map<String, String> parameters, RequestBody body) {
        String name = String.valueOf(parameters.get("name"));
        if (mounts().mounts().stream().anyMatch(mount -> mount.fileSystem().equals(name))) {
            throw new StorageException(
                    Errno.EBUSY,
                    "The file system '" + name
                            + "' is mounted; unmount it with 'heddle fs unmount DIR' first.");
        }
        Control control = control();
        for (ClusterView.FileSystemInfo fs : control.fileSystems()) {
            if (fs.name().equals(name) && RootDirectory.entries(client(), fs.root()) > 0) {
                throw new StorageException(
                        Errno.ENOTEMPTY,
                        "The file system '" + name
                                + "' is not empty; mount it and remove what is in it first.");
            }
        }
        control.deleteFileSystem(name);
        return Map.of("deleted", name);
    }

    private Object mount(Map<String, String> parameters, RequestBody body) {
        return Views.Mount.of(mounts().mount(body.text("fileSystem"), directory(body)));
    }

    private Object unmount(Map<String, String> parameters, RequestBody body) {
        Path directory = directory(body);
        mounts().unmount(directory);
        return Map.of("unmounted", directory.toString());
    }

    private static Path directory(RequestBody body) {
        String directory = body.text("directory");
        try {
            return Path.of(directory);
        } catch (InvalidPathException impossible) {
            throw new StorageException(
                    Errno.EINVAL,
                    "'directory' is no path of this machine: " + impossible.getReason()
                            + "; give another one.",
                    impossible);
        }
    }

    private Control control() {
        return required(views().control(), "io.heddle.control");
    }

    private Mounts mounts() {
        return required(views().mounts(), "io.heddle.fuse");
    }

    private Client client() {
        return required(views().client(), "io.heddle.client");
    }

    private static <T> T required(@Nullable T service, String bundle) {
        if (service == null) {
            throw new StorageException(
                    Errno.ENODEV, "The bundle " + bundle + " is stopped; start it and try again.");
        }
        return service;
    }
}
