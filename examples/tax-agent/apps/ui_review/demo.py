"""Invented clients for the demo installation. The seed makes every start show the same people."""

from .store import ReviewItem

FIELDS = (("pay", 12_000, 90_000), ("tax_deducted", 0, 20_000), ("rent", 4_000, 30_000))


def invented(count: int = 12, seed: int = 6) -> list[ReviewItem]:
    from faker import Faker  # only the demo pays for loading its word lists

    fake = Faker("en_GB")
    fake.seed_instance(seed)
    items = []
    for _ in range(count):
        field, low, high = fake.random_element(FIELDS)
        items.append(
            ReviewItem(
                client=fake.name(),
                tax_year="2023-24",
                field=field,
                value=f"{fake.random_int(low, high)}.00",
                confidence=fake.random_int(35, 90) / 100,
                explanation=f"Read from a document of **{fake.company()}**.",
            )
        )
    return items
