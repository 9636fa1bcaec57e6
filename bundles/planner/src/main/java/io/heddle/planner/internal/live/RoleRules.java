package io.heddle.planner.internal.live;

import io.heddle.net.DriverRanking.Candidate;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;
import io.heddle.planner.Verdict;

import org.jspecify.annotations.Nullable;

/** What a role asks of a driver, whatever the NIC: S28, S52, S54, S62, S74 and S81. */
final class RoleRules {
    private static final String MODE = PlannerConfig.PID + " mode";
    private static final String TRYOUT = PlannerConfig.PID + " tryout";
    private static final String STATELESS = PlannerConfig.PID + " stateless";
    private static final String NIC =
            "Fit a NIC that a driver in user space serves; `heddle net plan --detect` says what is"
                    + " missing.";

    private final Wishes wishes;

    RoleRules(Wishes wishes) {
        this.wishes = wishes;
    }

    /** Whether the kernel's network stack carries the data (S57), by the driver's family. */
    static boolean isKernel(Candidate candidate) {
        return candidate.family().equals("udp");
    }

    /** Whether it has virtual ports only, which carry nothing beyond this machine. */
    static boolean isLab(Candidate candidate) {
        return candidate.family().equals("lab");
    }

    /** 0 for what the role wants most. */
    int weight(Role role, Candidate candidate) {
        if (isLab(candidate)) {
            return 3; // Nobody wants it unasked.
        }
        boolean kernel = isKernel(candidate);
        if (role == Role.BACKEND || wishes.mode() == Mode.PERFORMANCE) {
            return kernel ? 1 : 0;
        }
        if (kernel) {
            return 1;
        }
        return wishes.stateless() && sleeps(candidate) ? 0 : 2;
    }

    RuleEvidence evidence(Role role, Candidate candidate) {
        if (isLab(candidate) && !wishes.tryout()) {
            return new RuleEvidence(
                    "S62",
                    Verdict.REFUSED,
                    "Virtual ports are for try-outs, and this cluster is none.",
                    TRYOUT,
                    "false",
                    "true",
                    "Run `heddle net lab down`, or set tryout=true in " + PlannerConfig.PID + ".");
        }
        return role == Role.BACKEND ? backend(candidate) : client(candidate);
    }

    private RuleEvidence backend(Candidate candidate) {
        String tryout = Boolean.toString(wishes.tryout());
        if (!isKernel(candidate)) {
            return new RuleEvidence(
                    "S62",
                    Verdict.OK,
                    "A backend polls in user space.",
                    TRYOUT,
                    tryout,
                    "any",
                    null);
        }
        return wishes.tryout()
                ? new RuleEvidence(
                        "S62",
                        Verdict.ALERT,
                        "A backend on UDP is for try-outs.",
                        TRYOUT,
                        tryout,
                        "a driver in user space",
                        NIC)
                : new RuleEvidence(
                        "S62",
                        Verdict.REFUSED,
                        "A backend on UDP is refused unless it is a try-out.",
                        TRYOUT,
                        tryout,
                        "true, or a driver in user space",
                        "Set tryout=true in " + PlannerConfig.PID + ", or: " + NIC);
    }

    private RuleEvidence client(Candidate candidate) {
        boolean kernel = isKernel(candidate);
        if (wishes.mode() == Mode.PERFORMANCE) {
            return kernel
                    ? mode(
                            "S28",
                            Verdict.ALERT,
                            "Performance mode wants a client in user space.",
                            "cpu, or a driver in user space",
                            NIC)
                    : mode(
                            "S74",
                            Verdict.OK,
                            "A client in user space is the natural choice.",
                            "any",
                            null);
        }
        if (kernel) {
            return mode(
                    "S81", Verdict.OK, "UDP serves a client that shares its cores.", "cpu", null);
        }
        if (!(candidate.probe() instanceof ProbeResult.Usable)) {
            return mode(
                    "S54",
                    Verdict.NOTE,
                    "Whether it can sleep until a packet arrives is not known: it opens no ports.",
                    "RX interrupts",
                    null);
        }
        if (!wishes.stateless()) {
            return new RuleEvidence(
                    "S52",
                    Verdict.ALERT,
                    "User space without dedicated cores is for stateless clients.",
                    STATELESS,
                    "false",
                    "true",
                    "Set stateless=true in " + PlannerConfig.PID + " if that is so.");
        }
        return sleeps(candidate)
                ? mode("S54", Verdict.OK, "It sleeps until a packet arrives.", "cpu", null)
                : mode(
                        "S54",
                        Verdict.ALERT,
                        "It has no RX interrupts, and the mode shares cores.",
                        "performance",
                        "Set mode=performance in " + PlannerConfig.PID + ", or use UDP.");
    }

    private RuleEvidence mode(
            String rule, Verdict verdict, String text, String wanted, @Nullable String remedy) {
        return new RuleEvidence(rule, verdict, text, MODE, wishes.mode().word(), wanted, remedy);
    }

    private static boolean sleeps(Candidate candidate) {
        return candidate.probe() instanceof ProbeResult.Usable usable
                && usable.capabilities().stream()
                        .anyMatch(NetCapability.RxInterrupt.class::isInstance);
    }
}
