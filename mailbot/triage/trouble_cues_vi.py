"""Vietnamese cues of the trouble a mail tells of, with their tone marks (`tonal`), and what tells against each."""

from __future__ import annotations

#: Anything within a sentence; the point in a sum ends none.
_GAP = r"(?:[^.!?]|\.(?=\d))"
_CAME = r"(?:giao|nhận|mở|về|tới|đến|thùng|hộp|kiện|gói|ship|vận chuyển|mua về)"
_BROKEN = r"(?:vỡ|bể(?! bơi| cá)|móp|nứt|rách|gãy|trầy|bẹp|dập nát|thủng|hư hỏng|ướt sũng|ướt hết|méo|sứt|mẻ)"
_GOODS = r"(?:hàng|đơn|đơn hàng|kiện|kiện hàng|bưu kiện|gói hàng|đồ|vali|va li|hành lý)"
_MONEY = r"(?:tiền|cọc|học phí|khoản|phí)"
_PEOPLE = (
    r"(?:nhân viên|lễ tân|bảo vệ|thu ngân|tài xế|shipper|phục vụ|y tá|điều dưỡng|giao dịch viên|thằng|con nhỏ|anh ta|cô ta|ông ta|bà ta|"
    r"cô ấy|anh ấy|anh thu \w+|cô giáo|hướng dẫn viên|tư vấn)"
)
_SUPPLY = r"(?:mạng|điện|nước|sóng|internet|wifi|wi-fi|gas|tín hiệu)"

TOLD_VI: dict[str, tuple[str, ...]] = {
    "not_delivered": (
        r"(?:chưa|không|chẳng|mãi không|mãi chưa) (?:thấy |được |ai |có ai )?giao(?! nhầm| sai| đủ| thiếu| đúng| tận)",
        r"(?:chưa|không|chẳng)(?: hề| thấy)? nhận(?: được)? (?:hàng|đơn|kiện|gói|đồ|gì|món)",
        r"chưa nhận được(?! tiền| hoàn| trả lời| phản hồi| hồi âm| mã| email| mail| tin| xác nhận)",
        rf"{_GOODS}(?: \w+){{0,5}} (?:chưa|vẫn chưa|không|chẳng|mãi chưa|mãi không)(?: thấy)? (?:tới|đến|về|giao|thấy)(?! nơi)",
        rf"chưa thấy (?:{_GOODS}|shipper)",
        r"thất lạc",
        r"mất hàng",
        rf"{_GOODS}(?: của \w+)? (?:đâu|mô) rồi",
        r"(?:chừng nào|bao giờ|khi nào|đến khi nào) mới (?:chở|giao|ship)",
        r"còn nằm ở kho",
    ),
    "late": (
        r"giao(?: hàng)?(?: \w+){0,2} (?:trễ|muộn|chậm)",
        r"(?:trễ|muộn|chậm) (?:\d+|một|hai|ba|bốn|năm|mấy|cả|nửa) (?:tiếng|giờ|ngày|tuần|hôm|tháng)",
        r"(?:\d+ ?h\d*|\d+ giờ(?: \d+)?) mới (?:tới|đến|giao|có|chở)",
    ),
    "delivered_elsewhere": (
        r"(?:báo|ghi|hiện|hệ thống)(?: \w+){0,3} (?:đã giao|giao thành công)",
        r"giao (?:nhầm|lộn) (?:nhà|người|địa chỉ|chỗ|số nhà|cho)",
        r"giao cho (?:người khác|ai|người lạ)",
        r"ai ký nhận",
    ),
    "damaged": (
        rf"{_CAME}{_GAP}{{0,90}}(?<!\w){_BROKEN}",
        rf"{_BROKEN}(?!\w){_GAP}{{0,90}}(?<!\w)(?:lúc nhận|khi nhận|khi mở|mở ra|giao tới|giao đến)",
    ),
    "wrong_item": (
        r"(?:giao|gửi|ship|nhận)(?: \w+){0,3} (?:sai|nhầm|lộn)(?! địa chỉ| nhà| người| chỗ| số nhà| cho)",
        r"(?:sai|nhầm|lộn) (?:hàng|màu|size|món|mẫu|mã hàng|loại|cỡ|kích thước)",
        r"không đúng (?:màu|mẫu|món|loại|size|cỡ)",
        r"đặt (?:\w+ ){1,6}(?:mà|lại|thì|nhưng) (?:\w+ )?(?:giao|gửi|nhận)",
    ),
    "incomplete": (
        rf"{_CAME}{_GAP}{{0,60}}(?<!\w)thiếu",
        r"thiếu (?:\d+|một|hai|ba|mất|con|cái|món|phần|phụ kiện|ốc|linh kiện)",
        r"giao (?:không|chưa) đủ",
        r"không đủ (?:món|số lượng|hàng)",
        r"giao bù",
    ),
    "defective": (
        r"không (?:chạy|hoạt động|lên nguồn|lên hình|dùng được|làm lạnh|vào điện|ăn điện|sạc được|ra nước)(?! tới| đến| về)",
        r"bị (?:lỗi|hư|hỏng)",
        r"(?:máy|loa|bình|tủ|quạt|pin|màn hình|điện thoại|xe)(?: \w+){0,4} (?:hỏng|hư|lỗi|rè|tắt ngúm|chập chờn)",
        r"tự (?:khởi động|tắt)",
    ),
    "double_charge": (
        r"(?:trừ|thu|tính|quẹt|thanh toán|đóng|cắt)(?: \w+){0,4} (?:hai|2) (?:lần|khoản)",
        r"(?:trừ|thu|tính) (?:tiền )?trùng",
        r"trừ (?:tiền )?(?:thêm )?(?:một |1 )?lần nữa",
        rf"(?:lại )?trừ{_GAP}{{0,40}} lần (?:thứ )?(?:hai|2|nữa)",
    ),
    "wrong_amount": (
        r"(?:hóa đơn|hoá đơn|tiền điện|tiền nước|tiền mạng|tiền phòng|số tiền|cước|giá|chỉ số|phiếu|bill)(?: \w+){0,6} (?:sai|cao|vô lý|gấp|nhầm|không đúng|vọt|lố|dư)",
        r"tính (?:sai|dư|lố|nhầm|thừa|lộn)",
        r"thu (?:dư|lố|thừa|sai)",
        r"(?:báo giá|hợp đồng|niêm yết)(?: \w+){0,4} (?:là|chỉ|ghi) \d",
        r"tính [\d.,]+ ?(?:đ|đồng|k|triệu|ngàn|nghìn)? (?:trong khi|mà)",
        r"chênh \d",
    ),
    "unwanted_charge": (
        r"(?:đã hủy|đã huỷ|hủy gói|huỷ gói|hủy dịch vụ|không hề đăng ký|không đăng ký|không đặt|không dùng|không yêu cầu|chưa từng đăng ký)[^.!?]{0,70}(?<!\w)(?:trừ|thu tiền|thu phí|tính tiền|tính phí)",
        r"(?:trừ|thu tiền|thu phí|tính phí|tính tiền)[^.!?]{0,60}(?<!\w)(?:đã hủy|đã huỷ|không hề đăng ký|không đăng ký|không yêu cầu|không dùng|đã khóa)",
        r"trừ oan",
        r"(?:vẫn|cứ) (?:bị )?trừ (?:tiền|phí|cước)",
    ),
    "refund_pending": (
        r"tiền hoàn(?! cảnh)",
        rf"{_MONEY}(?: \w+){{0,6}} (?:chưa|vẫn chưa|không|chẳng)(?: thấy| được| chịu)? (?:về|hoàn|trả)(?! lời)",
        r"tiền (?:của )?(?:tôi|em|tui|tao|chị|anh|mình|bác) (?:đâu|mô)",
        r"(?:chưa|không|chẳng|chưa được|chưa chịu|không chịu) (?:trả|hoàn)(?: lại)? (?:tiền|cọc|phí|\d)",
        r"(?:đã|tôi|em|chị|anh) trả (?:lại )?(?:hàng|máy|đôi|cái|chiếc)[^!?]{0,120}(?:chưa|không)(?: có| thấy| nhận)",
        r"(?:hứa|nói|bảo|hẹn) (?:sẽ )?(?:hoàn|trả) (?:lại )?(?:tiền|cọc)?",
    ),
    "outage": (
        rf"(?:mất|cúp|cắt|đứt|rớt|không có|không còn) {_SUPPLY}(?! đến| trả)",
        rf"{_SUPPLY}(?: \w+){{0,3}} (?:mất|rớt|đứt|yếu|chập chờn|bị cắt|bị cúp|rỉ rỉ)",
        r"không (?:có )?(?:một )?giọt nước",
        r"sập (?:mạng|server|nguồn)",
        r"thang máy(?: \w+){0,4} (?:dừng|hỏng|hư|đứng|không chạy|kẹt)",
    ),
    "missed_visit": (
        r"(?:thợ|kỹ thuật|kỹ thuật viên|nhân viên lắp|lịch hẹn|hẹn)(?: \w+){0,8} (?:không (?:ai )?(?:đến|tới|thấy)|chẳng thấy|bỏ hẹn|thất hẹn)",
        r"hẹn(?: \w+){0,8} không ai (?:đến|tới)",
        r"thất hẹn",
    ),
    "staff": (
        r"thái độ",
        rf"{_PEOPLE}{_GAP}{{0,90}}(?<!\w)(?:quát|chửi|mắng|khinh|nạt|hách|hỗn|xúc phạm|nói trống không|cười vào mặt|cười nhạo|lườm|quăng|ném|đuổi|không thèm)",
        r"(?:sỉ nhục|xúc phạm|coi thường|khinh thường|hách dịch|nạt nộ|thô lỗ|xấc xược|cộc cằn)",
        r"nói chuyện không ra gì",
    ),
    "long_wait": (
        r"(?:chờ|đợi|ngồi chờ|delay|hoãn)(?: \w+){0,4} (?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa|cả|mấy)(?: \w+)? (?:tiếng|giờ|phút|ngày|tuần|tháng)",
        r"(?:tiếng|phút|ngày trời)(?: \w+){0,2} (?:chờ|đợi)",
        r"chuyến(?: \w+){0,3} (?:hoãn|trễ|delay)",
    ),
    "not_as_booked": (
        r"không (?:đúng|giống)(?: như)? (?:quảng cáo|hình|ảnh|mô tả|hợp đồng|đã đặt)",
        r"phòng(?: \w+){0,4} (?:bẩn|dơ|hôi|mốc|ồn|có gián)",
        r"đặt phòng(?: \w+){0,4}[^!?]{0,24} (?:mà|nhưng|lại)(?: \w+){0,3} phòng",
        r"(?:gián|rệp)(?: \w+){0,2} (?:bò|trên|trong)",
    ),
    "poor_quality": (
        r"(?:món|cơm|bún|phở|thịt|trà sữa|canh|bánh|đồ ăn|gà|cháo)(?: \w+){0,5} (?:nguội|khô|sống|khét|thiu|ôi|mặn|nhạt|dở|tệ|hết hạn|mốc)",
        r"chất lượng(?: \w+)? (?:kém|tệ)",
        r"(?:bong tróc|phai màu|bung chỉ|bung keo|bong đế|há mõm)",
        r"(?:sữa|thực phẩm|thuốc|hàng)(?: \w+){0,3} hết hạn",
    ),
    "no_access": (
        r"(?:không|ko|chẳng) (?:vào|vô|truy cập|mở)(?: lại)?(?: được)? (?:app|tài khoản|web|trang|ứng dụng|hệ thống)",
        r"(?:không|ko|chẳng)(?: thể)? đăng nhập",
        r"quên mật khẩu",
        r"mật khẩu[^.!?]{0,40}(?:không (?:vào|vô|được)|sai)",
        r"mã (?:xác nhận|xác thực|otp)[^.!?]{0,40}(?:không|chưa|số cũ)",
    ),
    "cancellation": (
        r"(?:xin|đòi|yêu cầu|muốn|báo) (?:hủy|huỷ|cắt|chấm dứt)[^.!?]{0,50}(?<!\w)(?:chưa|không|vẫn|mãi)",
        r"(?:hủy|huỷ|cắt) (?:hợp đồng|gói|dịch vụ|thuê bao)[^.!?]{0,40}(?<!\w)(?:chưa|không (?:được|cho)|vẫn)",
        r"(?:chưa|không cho|không chịu) (?:hủy|huỷ)",
    ),
    "no_answer": (
        r"(?:không|chẳng|chưa)(?: có)?(?: ai| một ai| thấy ai| thấy)? (?:trả lời|phản hồi|hồi âm|nghe máy|bắt máy|nhấc máy|rep|bốc máy)",
        r"chưa ai (?:bắt|nghe|gọi lại)",
        r"im (?:lặng|ru|re)",
        r"trả lời (?:tự động|cho có)",
        r"dán mẫu",
        r"seen (?:không|rồi)",
    ),
    "no_document": (
        r"(?:giấy ra viện|giấy chứng nhận|giấy xác nhận|giấy tờ|hợp đồng giấy|biên lai|chứng từ|bằng tốt nghiệp|hồ sơ)(?: \w+){0,4} (?:chưa|vẫn chưa|mãi chưa)(?: \w+)? (?:có|được|nhận|thấy)",
        r"(?:chưa|không) (?:chịu )?(?:cấp|xuất|trả) (?:giấy|biên lai|chứng từ|hóa đơn đỏ)",
    ),
    "wrong_data": (
        r"(?:tên|họ tên|địa chỉ|ngày sinh|số điện thoại|sim|thông tin)(?: \w+){0,5} (?:sai|nhầm|cũ|tên cũ)",
        r"vẫn đứng tên",
    ),
    "disclosed": (
        r"(?:lộ|để lộ|tiết lộ|đưa|phát tán) (?:\w+ ){0,3}(?:thông tin|số điện thoại|địa chỉ|hồ sơ)",
        r"lấy hình(?: \w+){0,8} (?:in|đăng|dán)",
    ),
    "blocked": (
        r"(?:tài khoản|thẻ|ví|shop|sim)(?: \w+){0,4} (?:bị khóa|bị khoá|bị đóng|đóng băng|bị giam|bị chặn|bị treo)",
        r"(?:khóa|khoá) (?:tài khoản|thẻ|ví|sim|shop)",
    ),
}

#: Words in whose sentence a cue of the kind speaks of something else.
UNLESS_VI: dict[str, tuple[str, ...]] = {
    "not_delivered": (
        r"(?:hoàn|trả) (?:lại )?tiền",
        r"tiền hoàn",
        r"thợ",
        r"kỹ thuật",
        r"giấy",
        r"hồ sơ",
        r"phản hồi",
        r"trả lời",
        r"mã xác",
    ),
    "late": (r"không sao", r"trả chậm", r"trễ hạn (?:thanh toán|đóng)"),
    "wrong_item": (r"số tiền", r"hóa đơn", r"hoá đơn", r"chuyển khoản nhầm"),
    "incomplete": (r"thiếu (?:tôn trọng|trách nhiệm|chuyên nghiệp|lịch sự|tiền)",),
    "defective": (r"bị lỗi (?:hẹn|thời)", r"mã lỗi hóa đơn"),
    "refund_pending": (r"trả lời",),
    "damaged": (r"vỡ (?:lẽ|òa|mộng)", r"bể (?:cả )?phổi", r"thủng thẳng"),
    "missed_visit": (r"không sao",),
}

#: What sets everything before it aside: the grievance comes behind.
BEHIND_VI: tuple[str, ...] = (
    r"mấy chuyện đó tính sau", r"mấy cái đó", r"cái cần ngay", r"cái tôi muốn", r"tội cái là", r"em chỉ nói", r"chỉ có điều", r"tôi chỉ hỏi", r"có điều", r"dẫu vậy",
)  # fmt: skip

#: What a writer says of a matter that is not the one to mend.
ASIDE_VI: tuple[str, ...] = (
    r"bỏ qua", r"không sao", r"thông cảm", r"tính sau", r"không chê", r"hổng phàn nàn", r"không phàn nàn", r"sửa xong rồi", r"cũng không nói",
    r"không nói (?:tới|đến|chuyện)", r"không có gì để chê", r"lịch sự", r"dễ thương",
)  # fmt: skip
