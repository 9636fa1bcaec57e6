package io.heddle.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.heddle.net.spi.NetDriver;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.inject.Inject;

/** The distribution boots in Felix: bundles active, drivers registered, console behind a login. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BootTest {
    private static final long LIMIT_MS = 120_000;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() throws IOException {
        return ShippedContainer.options("boot", Map.of());
    }

    @Test
    public void shouldStartEveryBundle() throws InterruptedException {
        List<String> waiting = List.of("never looked");
        for (long end = System.currentTimeMillis() + LIMIT_MS;
                !waiting.isEmpty() && System.currentTimeMillis() < end;
                Thread.sleep(50)) {
            waiting = inactive();
        }
        assertEquals(List.of(), waiting);
    }

    @Test
    public void shouldRegisterDriversFromTheDeployFolder() throws Exception {
        for (String name : List.of("mellanox", "e810", "ena")) {
            String filter = "(&(objectClass=" + NetDriver.class.getName() + ")(vendor=*))";
            ServiceTracker<NetDriver, NetDriver> tracker =
                    new ServiceTracker<>(context, FrameworkUtil.createFilter(filter), null);
            tracker.open();
            assertTrue(name, waitFor(() -> hasDriver(tracker, name)));
            tracker.close();
        }
    }

    @Test
    public void shouldAskForThePasswordThatTheFirstStartMade() throws Exception {
        Path data = Path.of(System.getProperty("heddle.data"));
        Path password = data.resolve("password");
        assertTrue(waitFor(() -> Files.exists(data.resolve("password.hash"))));
        assertTrue(waitFor(() -> status("") == 401));
        assertEquals(401, status("admin:admin"));
        String login = "admin:" + Files.readString(password).trim();
        assertTrue(waitFor(() -> status(login) == 200));
        assertFalse(Files.readString(data.resolve("password.hash")).contains("admin"));
    }

    private List<String> inactive() {
        List<String> names = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean isFragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (!isFragment && bundle.getState() != Bundle.ACTIVE) {
                names.add(bundle.getSymbolicName() + " " + bundle.getState());
            }
        }
        return names;
    }

    private static boolean hasDriver(ServiceTracker<NetDriver, NetDriver> tracker, String name) {
        for (NetDriver driver : tracker.getServices(new NetDriver[0])) {
            if (driver.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private int status(String login) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + context.getProperty("heddle.port")
                + "/system/console/bundles";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).GET();
        if (!login.isEmpty()) {
            byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        HttpClient client = HttpClient.newHttpClient();
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A question that may fail while the container is still starting. */
    private interface Question {
        boolean ask() throws IOException, InterruptedException;
    }

    private static boolean waitFor(Question question) throws Exception {
        for (long end = System.currentTimeMillis() + LIMIT_MS;
                System.currentTimeMillis() < end;
                Thread.sleep(50)) {
            try {
                if (question.ask()) {
                    return true;
                }
            } catch (ConnectException notYet) {
                continue;
            }
        }
        return false;
    }
}
