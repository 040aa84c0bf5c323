-- A shop in memory: customers, products, orders and their lines, made in SQL from seeded expressions, then joined, grouped,
-- updated and rolled back. Every result is ordered and no clock is read, so the output is the same in every run.

CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(20) NOT NULL, credit DECIMAL(12, 2) NOT NULL);
CREATE TABLE product (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, price DECIMAL(10, 2) NOT NULL, stock INT NOT NULL);
CREATE TABLE purchase (id INT PRIMARY KEY, customer_id INT NOT NULL, made_on DATE NOT NULL, state CHAR(1) NOT NULL);
CREATE TABLE line (purchase_id INT NOT NULL, number INT NOT NULL, product_id INT NOT NULL, quantity INT NOT NULL, PRIMARY KEY (purchase_id, number));

INSERT INTO customer SELECT x, 'customer ' || MOD(x * 7919, 20011), CASE MOD(x, 7) WHEN 0 THEN 'Oslo' WHEN 1 THEN 'Lima' WHEN 2 THEN 'Pune' WHEN 3 THEN 'Kyiv' WHEN 4 THEN 'Bonn' WHEN 5 THEN 'Cork' ELSE 'Riga' END, MOD(x * 104729, 500000) / 100.0 FROM SYSTEM_RANGE(1, 20000);
INSERT INTO product SELECT x, 'product ' || RIGHT('0000' || MOD(x * 613, 4001), 4), 1 + MOD(x * 3571, 99900) / 100.0, MOD(x * 31, 1000) FROM SYSTEM_RANGE(1, 4000);
INSERT INTO purchase SELECT x, 1 + MOD(x * 48271, 20000), DATEADD(DAY, MOD(x * 17, 730), DATE '2020-01-01'), CASE WHEN MOD(x, 11) = 0 THEN 'C' WHEN MOD(x, 3) = 0 THEN 'P' ELSE 'O' END FROM SYSTEM_RANGE(1, 120000);
INSERT INTO line SELECT p.x, n.x, 1 + MOD(p.x * 69621 + n.x * 16807, 4000), 1 + MOD(p.x + n.x * n.x, 9) FROM SYSTEM_RANGE(1, 120000) p, SYSTEM_RANGE(1, 3) n WHERE MOD(p.x + n.x, 5) <> 0;

SELECT COUNT(*) AS lines, SUM(quantity) AS pieces, MIN(product_id) AS first_product, MAX(product_id) AS last_product FROM line;

CREATE INDEX purchase_customer ON purchase (customer_id);
CREATE INDEX purchase_day ON purchase (made_on, state);
CREATE INDEX line_product ON line (product_id);
ALTER TABLE line ADD CONSTRAINT line_of_purchase FOREIGN KEY (purchase_id) REFERENCES purchase (id);

SELECT c.city, COUNT(DISTINCT p.id) AS purchases, SUM(l.quantity) AS pieces, SUM(l.quantity * r.price) AS turnover
  FROM customer c JOIN purchase p ON p.customer_id = c.id JOIN line l ON l.purchase_id = p.id JOIN product r ON r.id = l.product_id
  GROUP BY c.city ORDER BY c.city;

SELECT YEAR(p.made_on) AS y, MONTH(p.made_on) AS m, p.state, COUNT(*) AS purchases, SUM(l.quantity * r.price) AS turnover
  FROM purchase p JOIN line l ON l.purchase_id = p.id JOIN product r ON r.id = l.product_id
  GROUP BY YEAR(p.made_on), MONTH(p.made_on), p.state ORDER BY y, m, p.state;

SELECT r.id, r.name, SUM(l.quantity) AS pieces, RANK() OVER (ORDER BY SUM(l.quantity) DESC, r.id) AS place
  FROM product r JOIN line l ON l.product_id = r.id GROUP BY r.id, r.name ORDER BY place LIMIT 25;

SELECT c.id, c.name, t.total FROM customer c JOIN (
  SELECT p.customer_id, SUM(l.quantity * r.price) AS total FROM purchase p JOIN line l ON l.purchase_id = p.id JOIN product r ON r.id = l.product_id
    WHERE p.state <> 'C' GROUP BY p.customer_id HAVING SUM(l.quantity * r.price) > 40000) t ON t.customer_id = c.id
  ORDER BY t.total DESC, c.id LIMIT 30;

SET AUTOCOMMIT FALSE;
UPDATE product r SET stock = stock - COALESCE((SELECT SUM(l.quantity) FROM line l WHERE l.product_id = r.id), 0);
SELECT COUNT(*) AS short_products, SUM(stock) AS stock FROM product WHERE stock < 0;
ROLLBACK;
SELECT COUNT(*) AS short_products, SUM(stock) AS stock FROM product WHERE stock < 0;

UPDATE purchase SET state = 'P' WHERE state = 'O' AND made_on < DATE '2020-07-01';
DELETE FROM line WHERE MOD(purchase_id, 97) = 5;
COMMIT;
SELECT state, COUNT(*) AS purchases FROM purchase GROUP BY state ORDER BY state;
SELECT COUNT(*) AS lines, SUM(quantity) AS pieces FROM line;

SAVEPOINT before_credit;
UPDATE customer SET credit = credit * 1.10 WHERE city IN ('Oslo', 'Pune');
SELECT city, SUM(credit) AS credit FROM customer GROUP BY city ORDER BY city;
ROLLBACK TO SAVEPOINT before_credit;
UPDATE customer SET credit = credit - 5 WHERE credit > 4000;
COMMIT;
SET AUTOCOMMIT TRUE;
SELECT city, COUNT(*) AS customers, SUM(credit) AS credit, MIN(credit) AS least, MAX(credit) AS most FROM customer GROUP BY city ORDER BY city;

CREATE TABLE daily AS SELECT p.made_on AS on_day, COUNT(DISTINCT p.customer_id) AS customers, SUM(l.quantity * r.price) AS turnover
  FROM purchase p JOIN line l ON l.purchase_id = p.id JOIN product r ON r.id = l.product_id GROUP BY p.made_on;
SELECT on_day, turnover, SUM(turnover) OVER (ORDER BY on_day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week FROM daily ORDER BY on_day LIMIT 60;

SELECT REGEXP_REPLACE(name, '([0-9])0', '$1o') AS changed, COUNT(*) AS n, SUM(LENGTH(name)) AS letters FROM product WHERE name LIKE '%7%' GROUP BY REGEXP_REPLACE(name, '([0-9])0', '$1o') ORDER BY changed LIMIT 40;

WITH RECURSIVE chain(n, id) AS (SELECT 1, 17 UNION ALL SELECT n + 1, 1 + MOD(id * 48271, 20000) FROM chain WHERE n < 400)
  SELECT COUNT(*) AS steps, SUM(c.credit) AS credit FROM chain JOIN customer c ON c.id = chain.id;

MERGE INTO product (id, name, price, stock) KEY (id) SELECT x, 'merged ' || x, 10 + MOD(x, 90), MOD(x, 13) FROM SYSTEM_RANGE(3500, 4500);
SELECT COUNT(*) AS products, SUM(price) AS prices, SUM(stock) AS stock FROM product;

SELECT a.city, b.city AS other, COUNT(*) AS pairs FROM customer a JOIN customer b ON b.id = MOD(a.id * 31, 20000) + 1 WHERE a.credit < b.credit GROUP BY a.city, b.city ORDER BY a.city, b.city;

DROP TABLE daily;
SELECT p.made_on, c.city, COUNT(*) AS n, SUM(l.quantity) AS pieces FROM purchase p JOIN customer c ON c.id = p.customer_id JOIN line l ON l.purchase_id = p.id
  WHERE l.product_id BETWEEN 100 AND 900 GROUP BY p.made_on, c.city ORDER BY n DESC, p.made_on, c.city LIMIT 40;
SELECT 'done' AS state;
