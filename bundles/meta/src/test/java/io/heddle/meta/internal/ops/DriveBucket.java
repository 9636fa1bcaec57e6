package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.internal.DriveFactory;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;

import java.lang.foreign.MemorySegment;

/** A bucket on a drive whose disk is simulated. */
final class DriveBucket implements TestBucket {
    private static final DriveConfig CONFIG = new DriveConfig(0, 0xC105, 64 << 20, 16 << 20);

    private final SimWorld world;
    private SimLoop loop;
    private Drive drive;
    private int readStatus;

    DriveBucket(long seed) {
        world = new SimWorld(seed);
        loop = world.loop("server");
        drive = open();
    }

    private Drive open() {
        Drive opened = new DriveFactory().open(loop.env(), CONFIG);
        loop.run(() -> loop.add(opened));
        return opened;
    }

    /** The power goes after all records have become durable. */
    void powerCut() {
        settle();
        loop.powerCut();
        loop = world.restart(loop);
        drive = open();
    }

    void settle() {
        if (!world.runUntil(() -> state().durableSequence() == state().sequence())) {
            throw new AssertionError("records do not become durable, " + world);
        }
    }

    @Override
    public BucketState state() {
        return drive.bucket(0);
    }

    @Override
    public void apply(MemorySegment record, int lengthBytes) {
        loop.run(() -> {
            int status = drive.append(record, 0, lengthBytes, (token, result) -> {}, 0);
            if (status != 0) {
                throw new AssertionError("the drive refuses the record with " + status);
            }
            drive.committed(0, state().sequence());
        });
        if ((state().sequence() & 15) == 0) {
            settle();
        }
    }

    @Override
    public void read(long inode, long firstBlock, int count, MemorySegment to, long offset) {
        readStatus = 1;
        loop.run(() -> state().readBlocks(
                        inode,
                        firstBlock,
                        count,
                        to,
                        offset,
                        (token, status) -> readStatus = status,
                        0));
        if (!world.runUntil(() -> readStatus != 1) || readStatus != 0) {
            throw new AssertionError("a read gave " + readStatus + ", " + world);
        }
    }
}
