// The device's own time.

/** Now, as ISO 8601 with the device's offset: 2026-11-25T14:05:00+07:00. */
export function moment(at = new Date()) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + minutes * 60000).toISOString().slice(0, 19);
  const ahead = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}

/** 14:05 */
export function clock(at = new Date()) {
  return at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}
