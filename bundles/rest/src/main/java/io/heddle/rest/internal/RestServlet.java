package io.heddle.rest.internal;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.runtime.StorageException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Turns HTTP into {@link Router} calls: body in, JSON or one sentence out. */
final class RestServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final transient Router router;
    private final transient ObjectMapper json = new ObjectMapper();

    RestServlet(Router router) {
        this.router = router;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = Objects.requireNonNullElse(request.getPathInfo(), "");
        if (path.equals("/openapi.json")) {
            openApi(response);
            return;
        }
        Router.Match match = router.find(request.getMethod(), path);
        if (match == null) {
            boolean known = router.knowsPath(path);
            refuse(
                    response,
                    Refusal.wrongUse(
                            known ? 405 : 404,
                            known
                                    ? path + " does not take " + request.getMethod()
                                            + "; see /api/v1/openapi.json."
                                    : "There is no " + path
                                            + "; /api/v1/openapi.json lists what there is."));
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            refuse(
                    response,
                    Refusal.wrongUse(
                            413,
                            "The request body of " + path + " is larger than " + MAX_BODY_BYTES
                                    + " bytes; send less."));
            return;
        }
        try {
            var carried = new RequestBody(new String(body, StandardCharsets.UTF_8));
            write(response, 200, match.call().answer(match.parameters(), carried));
        } catch (StorageException e) {
            refuse(response, Refusal.of(e));
        }
    }

    private static void openApi(HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        try (InputStream document =
                Objects.requireNonNull(RestServlet.class.getResourceAsStream("openapi.json"))) {
            document.transferTo(response.getOutputStream());
        }
    }

    private void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        write(response, refusal.httpStatus(), refusal);
    }

    private void write(HttpServletResponse response, int status, Object answer) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        json.writeValue(response.getOutputStream(), answer);
    }
}
