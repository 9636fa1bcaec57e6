package io.heddle.drive.internal;

import io.heddle.drive.Drive;
import io.heddle.drive.Drives;
import io.heddle.runtime.Env;

import org.osgi.service.component.annotations.Component;

/** Creates and opens drives. */
@Component(service = Drives.class)
public final class DriveFactory implements Drives {
    @Override
    public Drive open(Env env, DriveConfig config) {
        return DriveEngine.open(env, config);
    }
}
