// The video and the sound of a lesson: another size, another speed, the way on from where it stood.
const SIZE = "hvs-video-size";
const SPEED = "hvs-speed";

/** `played(seconds)` is told where the tracked one stands, about once a second. */
export function startPlayers(played) {
  for (const media of document.querySelectorAll(".hv-video video, .hv-listen audio")) {
    const box = media.closest(".hv-video, .hv-listen");
    const goOn = box.querySelector("[data-go-on]");
    if (goOn) {
      goOn.addEventListener("click", () => playFrom(media, Number(goOn.dataset.goOn)));
      media.addEventListener("play", () => (goOn.parentElement.hidden = true), { once: true });
    }
    startSizes(media, box.querySelector(".hv-sizes select"), goOn);
    startSpeeds(media, [...box.querySelectorAll("[name=speed]")]);
    if ("track" in media.dataset) {
      let last = -1;
      const tell = () => {
        const second = Math.floor(media.currentTime);
        if (second === last || media.readyState === 0) return;
        last = second;
        played(media.ended ? 0 : second);
      };
      for (const name of ["timeupdate", "pause", "seeked", "ended"]) media.addEventListener(name, tell);
    }
  }
  // Two voices at once help nobody.
  document.addEventListener(
    "play",
    (event) => {
      for (const other of document.querySelectorAll("video, audio")) {
        if (other !== event.target) other.pause();
      }
    },
    true,
  );
}

function playFrom(media, seconds) {
  const seek = () => (media.currentTime = seconds);
  if (media.readyState > 0) seek();
  else media.addEventListener("loadedmetadata", seek, { once: true });
  media.play().catch(() => {});
  media.focus();
}

/** The size chosen last on this device; where data is to be saved, the smallest. */
function startSizes(media, select, goOn) {
  if (!select) return;
  const options = [...select.options];
  const sound = options.find((option) => option.dataset.label === "audio");
  const take = (option) => {
    if (!option || option.value === (media.dataset.chosen || options.find((one) => one.defaultSelected).value)) return;
    media.dataset.chosen = select.value = option.value;
    change(media, option.value, Number(goOn ? goOn.dataset.goOn : 0));
  };
  const wanted = read(SIZE);
  const saves = navigator.connection && navigator.connection.saveData;
  take(options.find((one) => one.dataset.label === wanted) || (saves && smallest(options)));
  select.addEventListener("change", () => {
    write(SIZE, select.selectedOptions[0].dataset.label);
    take(select.selectedOptions[0]);
  });
  // Off line the film is often not there, the sound is.
  media.addEventListener("error", () => take(sound), true);
}

function smallest(options) {
  const films = options.filter((option) => option.dataset.label !== "audio");
  return films.sort((one, other) => one.dataset.bytes - other.dataset.bytes)[0];
}

/** Another file of the same film, from the same second. */
function change(media, address, start) {
  const isPlaying = !media.paused;
  const at = media.readyState > 0 ? media.currentTime : start;
  for (const source of media.querySelectorAll("source")) source.remove();
  media.src = address;
  if (at > 0) media.addEventListener("loadedmetadata", () => (media.currentTime = at), { once: true });
  if (isPlaying) media.play().catch(() => {});
}

function startSpeeds(media, inputs) {
  const set = (speed) => (media.defaultPlaybackRate = media.playbackRate = Number(speed));
  for (const input of inputs) {
    if (input.value === read(SPEED)) input.checked = true;
    if (input.checked) set(input.value);
    input.addEventListener("change", () => {
      write(SPEED, input.value);
      set(input.value);
    });
  }
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not allowed: then it holds for this page.
  }
}
