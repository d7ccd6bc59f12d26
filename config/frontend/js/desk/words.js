// What the desk's script says, in the language of the page.
const english = document.documentElement.lang === "en";

export const words = english
  ? {
      saved: (time) => `Saved at ${time}`,
      saving: "Saving…",
      unsaved: "Not saved yet",
      retry: "Not saved – will try again",
      signIn: "Not saved – please sign in again in another tab; the text stays here",
      restored: "Text kept on this device has been put back; it will be saved shortly",
      stopped: "This page no longer saves by itself",
      notYet: (reason) => `Not saved yet: ${reason}`,
      pasting: "Reading the formatting…",
      pastedPlain: "Pasted as plain text: the formatting could not be read.",
      pastedWithoutImages: (count) =>
        `${count} image(s) were not pasted. Please add each with the button “Image”.`,
      bold: "bold text",
      italic: "italic text",
      link: "words of the link",
      noAddress: "Please enter an address such as dichvucong.gov.vn.",
      column: "Column",
      cell: "…",
      noNetwork: "Not sent. Please check the network and try again.",
      ordered: "The order has been saved.",
      notOrdered: "The order was not saved. Please reload the page and try again.",
    }
  : {
      saved: (time) => `Đã lưu lúc ${time}`,
      saving: "Đang lưu…",
      unsaved: "Có phần chưa lưu",
      retry: "Chưa lưu – sẽ thử lại",
      signIn: "Chưa lưu – vui lòng đăng nhập lại ở thẻ khác; nội dung vẫn ở đây",
      restored: "Đã đưa lại phần còn giữ trên máy này; trang sẽ tự lưu",
      stopped: "Trang đã ngừng tự lưu",
      notYet: (reason) => `Chưa lưu: ${reason}`,
      pasting: "Đang đọc định dạng…",
      pastedPlain: "Đã dán dạng chữ thường: không đọc được định dạng.",
      pastedWithoutImages: (count) =>
        `Còn ${count} hình chưa dán được. Vui lòng thêm từng hình bằng nút “Hình”.`,
      bold: "chữ đậm",
      italic: "chữ nghiêng",
      link: "chữ của liên kết",
      noAddress: "Vui lòng nhập địa chỉ, ví dụ dichvucong.gov.vn.",
      column: "Cột",
      cell: "…",
      noNetwork: "Chưa gửi được. Vui lòng kiểm tra mạng rồi thử lại.",
      ordered: "Đã lưu thứ tự.",
      notOrdered: "Chưa lưu được thứ tự. Vui lòng tải lại trang rồi thử lại.",
    };
