"""Words long and rich enough to break a page that is not careful."""

LONG_TITLE = (
    "An toàn thông tin và bảo vệ dữ liệu cá nhân khi làm việc trên môi trường số tại cơ quan"
)
OUTLINE = [{"title": "Sự cố", "lessons": ["Báo cho ai", "Khôi phục dữ liệu"]}]
TRANSCRIPT = "Tin nhắn này không phải của ngân hàng.\n\nĐừng bấm vào liên kết."
BODY = """Mỗi cơ quan nhận hằng ngày **rất nhiều** thư. Có thư *giả*.

## Nhận ra thư giả

1. Xem địa chỉ người gửi: `thu-dien-tu-cua-mot-co-quan-co-ten-rat-dai@quangnam.gov.vn.example.com`
2. Xem [liên kết trong thư](https://example.com/mot-dia-chi-rat-dai/khong-co-cho-ngat-dong-nao-ca)

{picture}

> Ngân hàng không bao giờ hỏi mã OTP.

---

## Khi đã bấm nhầm

- Ngắt mạng
- Gọi người phụ trách
  - ban ngày: văn phòng
  - ban đêm: trực ban

| Dấu hiệu | Việc cần làm | Ai làm | Trong bao lâu |
| --- | --- | --- | --- |
| Mất tiền | Gọi ngân hàng để khóa tài khoản | Chủ tài khoản | Ngay lập tức |
| Lộ mật khẩu | Đổi mật khẩu ở mọi nơi đã dùng | Người dùng | Trong ngày |

### Viết lại sự việc

```
Lúc 9 giờ 15 nhận thư có tên tệp rat_dai_khong_co_khoang_trang_nao_het_ca_2026.xlsx
```
"""
