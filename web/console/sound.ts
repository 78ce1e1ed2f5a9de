let context: AudioContext | null = null;

/** Browsers let a page sound only after a click: called from the one that turns the sound on. */
export function unlockSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two soft notes. */
export function chime(): void {
  if (!context) return;
  const start = context.currentTime;
  [660, 880].forEach((frequency, index) => {
    const tone = context!.createOscillator();
    const volume = context!.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.12, start + index * 0.14);
    volume.gain.exponentialRampToValueAtTime(0.001, start + index * 0.14 + 0.3);
    tone.connect(volume).connect(context!.destination);
    tone.start(start + index * 0.14);
    tone.stop(start + index * 0.14 + 0.3);
  });
}
