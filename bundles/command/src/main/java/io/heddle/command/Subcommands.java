package io.heddle.command;

import io.heddle.command.ops.AlertsCommand;
import io.heddle.command.ops.BenchCommand;
import io.heddle.command.ops.ClusterCommand;
import io.heddle.command.ops.DoctorCommand;
import io.heddle.command.ops.EventsCommand;
import io.heddle.command.ops.FsCommand;
import io.heddle.command.ops.NetCommand;
import io.heddle.command.ops.NicCommand;
import io.heddle.command.ops.ShellCommand;
import io.heddle.command.ops.SimCommand;
import io.heddle.command.ops.StatusCommand;
import io.heddle.command.up.Down;
import io.heddle.command.up.Up;

import java.util.List;

/** Every command below {@code heddle}, in the order of its help page: add yours here. */
final class Subcommands {
    static final List<Class<?>> ALL = List.of(
            Up.class,
            Down.class,
            StatusCommand.class,
            ClusterCommand.class,
            NetCommand.class,
            NicCommand.class,
            FsCommand.class,
            EventsCommand.class,
            AlertsCommand.class,
            DoctorCommand.class,
            ShellCommand.class,
            BenchCommand.class,
            SimCommand.class);

    private Subcommands() {}
}
