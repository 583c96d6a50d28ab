"""What a worker tells again at start and every hour: clocks first, so that no season is heard before its clock."""

from services.admission.usecases import clock, order, plan, season
from shared.db import Tx


def retell(tx: Tx) -> None:
    """Small states again, each under the version that it was told with."""
    clock.retell_clocks(tx)
    season.retell_seasons(tx)
    order.retell_orders(tx)
    plan.retell_plans(tx)
