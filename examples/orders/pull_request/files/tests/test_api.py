from fastapi.testclient import TestClient

LINE = {"sku": "mug", "quantity": 3, "unit_price_cents": 1200}


def register(client: TestClient, email: str = "ada@example.org") -> int:
    answer = client.post("/v1/customers", json={"email": email, "name": "Ada"})
    assert answer.status_code == 201
    return int(answer.json()["id"])


def place(client: TestClient) -> dict[str, object]:
    answer = client.post("/v1/orders", json={"customer_id": register(client), "lines": [LINE]})
    assert answer.status_code == 201
    placed: dict[str, object] = answer.json()
    return placed


def test_the_service_says_that_it_runs(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_a_customer_can_be_read_back(client: TestClient) -> None:
    customer = register(client)
    read = client.get(f"/v1/customers/{customer}").json()
    assert (read["email"], read["name"]) == ("ada@example.org", "Ada")


def test_an_email_address_registers_once(client: TestClient) -> None:
    register(client)
    answer = client.post("/v1/customers", json={"email": "ada@example.org", "name": "Ada"})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "conflict"


def test_an_order_can_be_read_back_with_its_total(client: TestClient) -> None:
    placed = place(client)
    assert placed["status"] == "placed"
    assert placed["total_cents"] == 3 * 1200 + 490
    assert client.get(f"/v1/orders/{placed['id']}").json() == placed


def test_cancelling_twice_is_cancelling_once(client: TestClient) -> None:
    placed = place(client)
    for _ in range(2):
        answer = client.post(f"/v1/orders/{placed['id']}/cancellation")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")


def test_an_unknown_order_is_not_found(client: TestClient) -> None:
    answer = client.get("/v1/orders/404")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "There is no order 404."


def test_an_unknown_customer_cannot_order(client: TestClient) -> None:
    assert client.post("/v1/orders", json={"customer_id": 404, "lines": [LINE]}).status_code == 404


def test_an_address_without_an_at_sign_is_refused(client: TestClient) -> None:
    assert client.post("/v1/customers", json={"email": "ada", "name": "Ada"}).status_code == 422


def test_a_customer_chooses_a_nickname(client: TestClient) -> None:
    customer = register(client)
    assert client.put(f"/v1/customers/{customer}/nickname", json={"nickname": "Countess"}).json()["nickname"] == "Countess"
    assert client.get(f"/v1/customers/{customer}").json()["nickname"] == "Countess"


def test_a_discount_lowers_the_total(client: TestClient) -> None:
    placed = place(client)
    assert client.post("/v1/discounts", json={"code": "SPRING", "percent": 10}).status_code == 201
    discounted = client.put(f"/v1/orders/{placed['id']}/discount", json={"code": "SPRING"}).json()
    assert discounted["discount_cents"] == 360
    assert client.get(f"/v1/orders/{placed['id']}").json()["total_cents"] == 3600 - 360 + 490


def test_an_unknown_discount_is_not_found(client: TestClient) -> None:
    placed = place(client)
    assert client.put(f"/v1/orders/{placed['id']}/discount", json={"code": "NONE"}).status_code == 404
