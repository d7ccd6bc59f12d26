// What the queue says. The page says which language.
const english = document.documentElement.lang === "en";
const pick = (vietnamese, inEnglish) => (english ? inEnglish : vietnamese);

export const words = {
  waiting: pick("Chưa gửi – sẽ gửi lại", "Not sent yet – will be sent again"),
  saved: pick("Đã lưu lúc", "Saved at"),
  unsaved: pick("Chưa lưu được, sẽ thử lại", "Not saved yet, will try again"),
  unsentHere: pick(
    "Câu trả lời đã làm trên máy này chưa gửi. Vui lòng gửi trước khi làm lại.",
    "The answers given on this device were not sent yet. Please send them before answering again.",
  ),
  gone: pick(
    "Bài này không còn chờ gửi. Vui lòng tải lại trang.",
    "These answers no longer wait to be sent. Please load the page again.",
  ),
  sendNow: pick("Gửi ngay", "Send now"),
  notSent: pick(
    "Chưa gửi được. Câu trả lời vẫn còn trên máy và sẽ tự gửi lại.",
    "It could not be sent. The answers are still on this device and will be sent again.",
  ),
  sending: pick("Đang gửi…", "Sending…"),
  sentAt: pick("Đã gửi lúc", "Sent at"),
  look: pick("Xem kết quả", "See the result"),
  lookStored: pick("Xem kết quả đã lưu", "See the stored result"),
  refused: pick("Chưa nhận được bài đã gửi:", "An answer was not accepted:"),
  signedOut: pick(
    "Chưa gửi. Vui lòng đăng nhập lại, bài sẽ tự gửi.",
    "Not sent yet. Please sign in again; it will then be sent.",
  ),
  missing: pick("Chưa có câu trả lời ở câu:", "No answer yet for question:"),
  repeated: pick("Có thứ tự được chọn hơn một lần ở câu:", "A place is chosen more than once in question:"),
  again: pick("Bài này đã làm trên máy. Làm lại khi có mạng.", "Already answered here. Try again when online."),
  close: pick("Đã hiểu", "OK"),
  unsent: pick("Còn bài chưa gửi trên máy này", "There are answers on this device that were not sent"),
  unsentMore: pick(
    "Đăng xuất sẽ xóa mọi thứ đã lưu trên máy, kể cả bài chưa gửi.",
    "Signing out erases everything kept on this device, also what was not sent.",
  ),
  sendFirst: pick("Gửi trước rồi đăng xuất", "Send first, then sign out"),
  signOut: pick("Đăng xuất và bỏ bài chưa gửi", "Sign out and discard them"),
  stay: pick("Ở lại", "Stay"),
  noNetwork: pick("Chưa có mạng nên chưa gửi được.", "There is no network, so nothing was sent."),
  others: pick(
    "Máy này còn bài chưa gửi của người dùng trước. Người đó đăng nhập thì bài được gửi; người khác đăng nhập thì bài bị xóa.",
    "This device holds answers of an earlier user that were not sent. They are sent when that person signs in, and erased when somebody else does.",
  ),
};
