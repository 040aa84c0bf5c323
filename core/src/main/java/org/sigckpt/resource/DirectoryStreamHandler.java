package org.sigckpt.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.DirectoryCalls;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries a listing of a folder in progress: {@code Files.list}, {@code Files.walk} and {@code
 * newDirectoryStream}.
 *
 * <p>Which entries are still to come is captured by name. A restart begins a new listing, and reads
 * it until just those are left. If there is no such place, because entries were added or taken away
 * meanwhile, the program would miss some or see some twice, so the restart is refused.
 *
 * <p>Record: as {@link FieldCopy} writes it; if the listing is open, the folder, how many entries
 * are to come, and their names.
 */
final class DirectoryStreamHandler extends CopiedObjectHandler {
  private static final Class<?> STREAM = RawObjects.type("sun.nio.fs.UnixDirectoryStream");
  private static final long LISTING = JdkUnsafe.offsetOf(JdkReflection.field(STREAM, "dp"));

  DirectoryStreamHandler() {
    super(STREAM, Set.of("dp"));
  }

  @Override
  void captureRest(Object object, CaptureContext out) {
    if (isClosed(object)) {
      return;
    }
    try {
      DirectoryCalls.Position position =
          DirectoryCalls.positionOf(JdkUnsafe.UNSAFE.getLong(object, LISTING));
      if (position == null) {
        throw new CannotCaptureException(
            "Cannot checkpoint open directory stream: with this C library, how far it got is not"
                + " known; close it, or read the folder into a list.");
      }
      Path folder = folderOf(position.descriptor());
      List<String> upcoming = upcoming(position, folder);
      out.data().writeString(folder.toString());
      out.data().writeVarInt(upcoming.size(), true);
      upcoming.forEach(out.data()::writeString);
    } catch (IOException e) {
      throw new CannotCaptureException(
          "Cannot checkpoint open directory stream (" + e + "); close it before the checkpoint.");
    }
  }

  static boolean isClosed(Object stream) {
    return RawObjects.getBoolean(stream, STREAM, "isClosed");
  }

  /** Returns where the folder is now. */
  static Path folderOf(int descriptor) throws IOException {
    Path folder = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
    if (!Files.isDirectory(folder)) {
      throw new CannotCaptureException(
          "Cannot checkpoint open directory stream: its folder "
              + folder
              + " is not there any more; close it before the checkpoint.");
    }
    return folder;
  }

  private static List<String> upcoming(DirectoryCalls.Position position, Path folder)
      throws IOException {
    List<String> buffered = position.names();
    List<String> upcoming = new ArrayList<>(buffered.subList(position.next(), buffered.size()));
    List<String> all = DirectoryCalls.names(folder);
    Set<String> known = new HashSet<>(buffered);
    int last = all.size() - 1;
    while (last >= 0 && !known.contains(all.get(last))) {
      last--;
    }
    upcoming.addAll(all.subList(last + 1, all.size()));
    return upcoming;
  }

  @Override
  void restoreRest(Object object, RestoreContext in) {
    if (!isClosed(object)) {
      Path folder = Path.of(in.data().readString());
      List<String> upcoming = new ArrayList<>();
      for (int i = in.data().readVarInt(true); i > 0; i--) {
        upcoming.add(in.data().readString());
      }
      JdkUnsafe.UNSAFE.putLong(object, LISTING, listing(folder, upcoming));
    }
  }

  /** Returns a listing of which just these are left. */
  private static long listing(Path folder, List<String> upcoming) {
    try {
      List<String> all = DirectoryCalls.names(folder);
      int passed = all.size() - upcoming.size();
      if (passed < 0 || !all.subList(passed, all.size()).equals(upcoming)) {
        throw lost(folder, "its entries are not those of the checkpoint", null);
      }
      long listing = DirectoryCalls.openListing(folder);
      for (int i = 0; i < passed; i++) {
        DirectoryCalls.read(listing);
      }
      return listing;
    } catch (IOException e) {
      throw lost(folder, e.toString(), e);
    }
  }

  static ResourceLostException lost(Path folder, String why, @Nullable IOException cause) {
    return new ResourceLostException(
        "Cannot restore the listing of folder "
            + folder
            + " that was in progress ("
            + why
            + "); put the folder back as it was.",
        cause);
  }
}
