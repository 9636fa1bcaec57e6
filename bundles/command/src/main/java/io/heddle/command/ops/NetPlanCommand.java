package io.heddle.command.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.hardware.CatalogueException;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.DetectRequest;
import io.heddle.planner.Mode;
import io.heddle.planner.Plan;
import io.heddle.planner.PlanJson;
import io.heddle.planner.PlanText;
import io.heddle.planner.Planner;
import io.heddle.planner.Role;
import io.heddle.planner.SpecDetector;
import io.heddle.planner.SpecException;
import io.heddle.planner.SpecReader;
import io.heddle.planner.SpecWriter;
import io.heddle.planner.Verdict;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code heddle net plan}: needs no cluster and no hardware. */
@Command(
        name = "plan",
        description = "Judges a cluster's network before it is built: drivers, addresses, rules.")
final class NetPlanCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final Listing listing = new Listing();

    @Option(names = "--detect", description = "Describes this machine and plans for it.")
    private boolean detect;

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            description = "Plans for a description; - is standard input.")
    private @Nullable String inventory;

    @Option(
            names = "--print-inventory",
            description = "Prints the description instead of the plan.")
    private boolean printInventory;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "With --detect: performance (the default) or cpu.")
    private @Nullable Mode mode;

    @Option(names = "--tryout", description = "With --detect: a try-out.")
    private boolean tryout;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            description = "With --detect: backend, client or both (the default).")
    private @Nullable Set<Role> roles;

    @Option(
            names = "--io-processes",
            paramLabel = "N",
            description = "With --detect: of the backend (one for each processor but one).")
    private @Nullable Integer ioProcesses;

    @Option(
            names = "--frontends",
            paramLabel = "N",
            description = "With --detect: of the client (1).")
    private @Nullable Integer frontends;

    @Option(names = "--stateful", description = "With --detect: the client keeps state.")
    private boolean stateful;

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "Rows over the built-in NIC catalogue, in place of conf/nics.json.")
    private @Nullable Path catalogue;

    @Option(names = "--root", paramLabel = "DIR", hidden = true, description = "A recorded tree.")
    private @Nullable Path root;

    @Option(names = "--timing", hidden = true, description = "Says on stderr what took how long.")
    private boolean timing;

    @Override
    public Integer call() {
        checkUse();
        long started = System.nanoTime();
        NicCatalogue nics = catalogue();
        ClusterSpec cluster = detect ? detected(nics) : typed();
        if (printInventory) {
            System.out.println(SpecWriter.write(cluster));
            return Exit.DONE;
        }
        long read = System.nanoTime();
        Plan plan = new Planner().plan(cluster, nics);
        long planned = System.nanoTime();
        print(plan);
        if (timing) {
            System.err.printf(
                    "heddle: read %d ms, planned %d ms, printed %d ms%n",
                    (read - started) / 1_000_000,
                    (planned - read) / 1_000_000,
                    (System.nanoTime() - planned) / 1_000_000);
        }
        return plan.verdict() == Verdict.REFUSED ? Exit.REFUSED : Exit.DONE;
    }

    private void checkUse() {
        if (detect == (inventory != null)) {
            throw wrong("Say either --detect or --inventory FILE.");
        }
        boolean shapes = mode != null
                || tryout
                || roles != null
                || ioProcesses != null
                || frontends != null
                || stateful
                || root != null;
        if (!detect && shapes) {
            throw wrong("--mode, --tryout, --role, --io-processes, --frontends and --stateful "
                    + "go with --detect only: write them into the inventory.");
        }
        positive("--io-processes", ioProcesses);
        positive("--frontends", frontends);
        if (root != null && !Files.isDirectory(root)) {
            throw wrong("--root " + root + " is no folder: name a recorded tree.");
        }
    }

    private static void positive(String option, @Nullable Integer value) {
        if (value != null && (value < 1 || value > 10_000)) {
            throw wrong(option + " wants a number from 1 to 10000, not " + value + ".");
        }
    }

    private static CommandException wrong(String sentence) {
        return new CommandException(Exit.WRONG_USE, sentence);
    }

    /** The built-in rows, and over them those of the instance's operator. */
    private NicCatalogue catalogue() {
        Path file = catalogue;
        if (file == null) {
            Path data = Heddle.of(Objects.requireNonNull(spec)).data();
            file = data.resolve("conf").resolve("nics.json");
            if (!Files.exists(file)) {
                return NicCatalogue.builtIn();
            }
        }
        try {
            return NicCatalogue.builtIn()
                    .withOverrides(text(file.toString(), Files.readAllBytes(file)));
        } catch (CatalogueException malformed) {
            throw wrong("The NIC catalogue is refused: " + malformed.in(file.toString()));
        } catch (IOException unreadable) {
            throw unreadable(file.toString(), unreadable);
        }
    }

    private ClusterSpec detected(NicCatalogue nics) {
        var request = new DetectRequest(
                mode == null ? Mode.PERFORMANCE : mode,
                tryout,
                roles == null ? EnumSet.allOf(Role.class) : roles,
                ioProcesses,
                frontends == null ? 1 : frontends,
                !stateful);
        Path from = root == null ? Path.of("/") : root;
        return SpecDetector.detect(Inventory.read(from), nics, request);
    }

    private ClusterSpec typed() {
        String file = Objects.requireNonNull(inventory);
        String name = file.equals(STDIN) ? "standard input" : file;
        try {
            byte[] bytes = file.equals(STDIN)
                    ? System.in.readAllBytes()
                    : Files.readAllBytes(Path.of(file));
            return SpecReader.parse(text(name, bytes));
        } catch (SpecException malformed) {
            throw wrong("The inventory " + name + " is refused at " + malformed.getMessage());
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        }
    }

    private static CommandException unreadable(String name, IOException failure) {
        return new CommandException(
                Exit.WRONG_USE,
                name + " cannot be read (" + failure + "): name a file that you may read.",
                failure);
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw wrong(name + " is not UTF-8: save it as UTF-8.");
        }
    }

    private void print(Plan plan) {
        if (listing.json()) {
            System.out.println(PlanJson.write(plan));
        } else if (listing.isShaped()) {
            printFindings(plan);
        } else {
            System.out.print(PlanText.write(plan));
        }
    }

    /** Findings as rows, for who asks for columns, an order or a filter. */
    private void printFindings(Plan plan) {
        ArrayNode rows = new ObjectMapper().createArrayNode();
        plan.groups()
                .forEach(group -> group.findings().forEach(finding -> {
                    ObjectNode row = rows.addObject();
                    row.put("group", group.name())
                            .put("rule", finding.rule())
                            .put("verdict", finding.verdict().word())
                            .put("subject", finding.subject())
                            .put("evidence", finding.evidence())
                            .put("want", finding.want())
                            .put("remedy", finding.remedy());
                }));
        listing.print(
                System.out,
                rows,
                Column.of("GROUP", "group"),
                Column.of("RULE", "rule"),
                Column.of("VERDICT", "verdict"),
                Column.of("SUBJECT", "subject"),
                Column.of("EVIDENCE", "evidence"),
                Column.of("WANT", "want"),
                Column.of("REMEDY", "remedy"));
    }
}
