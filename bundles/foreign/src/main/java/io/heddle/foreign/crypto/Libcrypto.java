package io.heddle.foreign.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * AES-256-GCM of libcrypto.so.3 (EVP_EncryptInit(3), EVP_CIPHER-AES(7)). Owns the library and all
 * contexts made of it. For one thread at a time, because it holds that thread's nonce and length.
 */
public final class Libcrypto implements AutoCloseable {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 12;
    public static final int TAG_BYTES = 16;

    private static final String LIBRARY = "libcrypto.so.3";

    /** {@code EVP_CTRL_AEAD_GET_TAG} and {@code EVP_CTRL_AEAD_SET_TAG}. */
    static final int GET_TAG = 0x10;

    static final int SET_TAG = 0x11;

    /* Handles without an address are constants, so that calls are as fast as those of libc; the
    address comes from the library that this instance opened. */
    private static final MethodHandle POINTER = unbound(JAVA_LONG);
    private static final MethodHandle FREE = unbound(null, JAVA_LONG);
    private static final MethodHandle FETCH = unbound(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle INIT =
            leaf(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle UPDATE =
            leaf(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FINAL = leaf(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CTRL =
            leaf(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

    private final Arena arena;
    private final MemorySegment newContext;
    private final MemorySegment freeContext;
    private final MemorySegment freeCipher;
    private final MemorySegment init;
    private final MemorySegment update;
    private final MemorySegment last;
    private final MemorySegment ctrl;
    private final long cipher;
    private final Set<GcmContext> contexts = new HashSet<>();

    /** The nonce of the call that is under way, and what libcrypto says about lengths. */
    final MemorySegment nonce;

    final MemorySegment length;

    private Libcrypto(Arena arena, SymbolLookup library) {
        this.arena = arena;
        newContext = function(library, "EVP_CIPHER_CTX_new");
        freeContext = function(library, "EVP_CIPHER_CTX_free");
        freeCipher = function(library, "EVP_CIPHER_free");
        init = function(library, "EVP_CipherInit_ex");
        update = function(library, "EVP_CipherUpdate");
        last = function(library, "EVP_CipherFinal_ex");
        ctrl = function(library, "EVP_CIPHER_CTX_ctrl");
        nonce = arena.allocate(NONCE_BYTES, 8);
        length = arena.allocate(JAVA_INT);
        MemorySegment fetch = function(library, "EVP_CIPHER_fetch");
        long name = arena.allocateFrom("AES-256-GCM").address();
        try {
            cipher = (long) FETCH.invokeExact(fetch, 0L, name, 0L);
        } catch (Throwable impossible) {
            throw new AssertionError("EVP_CIPHER_fetch", impossible);
        }
    }

    /** The library, or null where there is none or where it has no AES-256-GCM. */
    public static @Nullable Libcrypto open() {
        return open(LIBRARY);
    }

    static @Nullable Libcrypto open(String library) {
        Arena arena = Arena.ofShared();
        Libcrypto opened = null;
        try {
            opened = new Libcrypto(arena, SymbolLookup.libraryLookup(library, arena));
        } catch (IllegalArgumentException | java.util.NoSuchElementException missing) {
            // No such library, or one without these functions.
        } finally {
            if (opened == null || opened.cipher == 0) {
                arena.close();
            }
        }
        return opened == null || opened.cipher == 0 ? null : opened;
    }

    /**
     * A context that encrypts or decrypts under one key.
     *
     * @param key {@link #KEY_BYTES}; libcrypto keeps its own expansion of it
     */
    public GcmContext gcm(byte[] key, boolean encrypts) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("A key of " + key.length + " bytes is not AES-256");
        }
        long context = pointer();
        if (context == 0) {
            throw new IllegalStateException("libcrypto has no memory for a context");
        }
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment copy =
                    temporary.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, key);
            int done = init(context, cipher, copy.address(), 0, encrypts ? 1 : 0);
            copy.fill((byte) 0);
            check("EVP_CipherInit_ex", done);
        }
        var made = new GcmContext(this, context);
        contexts.add(made);
        return made;
    }

    /** Contexts that are open. */
    public int contexts() {
        return contexts.size();
    }

    void free(GcmContext context) {
        contexts.remove(context);
        free(freeContext, context.address());
    }

    private long pointer() {
        try {
            return (long) POINTER.invokeExact(newContext);
        } catch (Throwable impossible) {
            throw new AssertionError("EVP_CIPHER_CTX_new", impossible);
        }
    }

    private static void free(MemorySegment function, long address) {
        try {
            FREE.invokeExact(function, address);
        } catch (Throwable impossible) {
            throw new AssertionError("libcrypto frees " + address, impossible);
        }
    }

    int init(long context, long withCipher, long key, long withNonce, int encrypts) {
        try {
            return (int) INIT.invokeExact(init, context, withCipher, 0L, key, withNonce, encrypts);
        } catch (Throwable impossible) {
            throw new AssertionError("EVP_CipherInit_ex", impossible);
        }
    }

    int update(long context, long to, long from, int bytes) {
        try {
            return (int) UPDATE.invokeExact(update, context, to, length.address(), from, bytes);
        } catch (Throwable impossible) {
            throw new AssertionError("EVP_CipherUpdate", impossible);
        }
    }

    int last(long context, long to) {
        try {
            return (int) FINAL.invokeExact(last, context, to, length.address());
        } catch (Throwable impossible) {
            throw new AssertionError("EVP_CipherFinal_ex", impossible);
        }
    }

    int ctrl(long context, int command, int bytes, long memory) {
        try {
            return (int) CTRL.invokeExact(ctrl, context, command, bytes, memory);
        } catch (Throwable impossible) {
            throw new AssertionError("EVP_CIPHER_CTX_ctrl", impossible);
        }
    }

    static void check(String call, int done) {
        if (done != 1) {
            throw new IllegalStateException(call + " of libcrypto gave " + done);
        }
    }

    private static MethodHandle unbound(@Nullable MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        result == null
                                ? FunctionDescriptor.ofVoid(arguments)
                                : FunctionDescriptor.of(result, arguments));
    }

    /** Without the transition of a thread, which a safepoint then waits for: 12 us at 60 KB. */
    private static MethodHandle leaf(MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(result, arguments), Linker.Option.critical(false));
    }

    /** By address only: a shared arena would be locked and unlocked in every call. */
    private static MemorySegment function(SymbolLookup library, String name) {
        return MemorySegment.ofAddress(library.findOrThrow(name).address());
    }

    /** Frees all contexts and the library. */
    @Override
    public void close() {
        List.copyOf(contexts).forEach(GcmContext::close);
        free(freeCipher, cipher);
        arena.close();
    }
}
