-- Five weeks of busiest hours of made-up apps, as the job leaves them day by day.
INSERT INTO usage_peaks
WITH cityHash64(app, day_number, class) AS dice
SELECT 'bench', concat('app-', leftPad(toString(app), 6, '0')), ['exchange', 'exchange', 'onedrive', 'directory', 'teams'][class + 1],
    ['mail.read', 'mail.search', 'file.read', 'directory.read', 'chat.read'][class + 1], toDate({to_s:UInt32}) - day_number - 1,
    200 + dice % 100, 20 + dice % 20, 800000 + dice % 9999, dice % 2, 10 + dice % 9, 1
FROM (SELECT number % 5 AS class, intDiv(number, 5) % 35 AS day_number, intDiv(number, 175) AS app FROM numbers({apps:UInt64} * 175))
