"""The map: data with dates, never constants. A code follows the administrative centre."""

from django.db import models


class AdministrativeUnit(models.Model):
    """One unit as it stood over a span of days, keyed on (code, valid_from).

    A code alone names nothing: 15 was Yên Bái and is now Lào Cai.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", "Tỉnh"
        CITY = "city", "Thành phố trực thuộc trung ương"

    class Level(models.TextChoices):
        PROVINCE = "province", "Cấp tỉnh"
        COMMUNE = "commune", "Cấp xã"

    code = models.CharField(max_length=5)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """Last day, included; empty while the unit stands."""
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.CharField(max_length=10, choices=Level, default=Level.PROVINCE)
    commune_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_and_start"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Name with its kind: "Tỉnh Quảng Nam", "Thành phố Huế"."""
        return f"{'Thành phố' if self.kind == self.Kind.CITY else 'Tỉnh'} {self.name}"


class UnitSuccession(models.Model):
    """One former unit went, whole or in part, into one later unit."""

    former = models.ForeignKey(
        AdministrativeUnit, on_delete=models.CASCADE, related_name="successions"
    )
    successor = models.ForeignKey(
        AdministrativeUnit, on_delete=models.CASCADE, related_name="origins"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["former", "successor"], name="succession_once"),
        ]
