package threads;

/** Plays one scene and keeps its outcome as a line of text. */
final class SceneThread extends Thread {
  private final Scene scene;
  private volatile String line = "";
  private volatile boolean sound;

  SceneThread(Scene scene) {
    super(scene.name());
    this.scene = scene;
  }

  @Override
  public void run() {
    try {
      long result = scene.play();
      sound = scene.violations() == 0;
      line = scene.name() + " result=" + result + " violations=" + scene.violations();
    } catch (Exception e) {
      line = scene.name() + " ended with " + e;
    }
  }

  String line() {
    return line;
  }

  boolean isSound() {
    return sound;
  }
}
