"""What a listing's page does not show and a file or the shop's settings can tell. No judgement lives here.

Everything is optional: ``None`` means that nobody said, and no rule takes it for "no".
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(max_length=2000)]
Store = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Hours = Annotated[float, Field(ge=0)]
MAX_MEMBERS = 2000


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Offer(_Part):
    """How the item is sold in this store."""

    status: Line | None = None
    """As the inventory shows it: Active, Inactive, Incomplete, 停止中 …"""
    buyable: bool | None = None
    """Whether Amazon's listing status holds BUYABLE."""
    quantity: Count | None = None
    fulfilment: Literal["amazon", "seller"] | None = None
    fulfillable: Count | None = None
    """Units in Amazon's warehouse that can be sold."""
    inbound: Count | None = None
    """Units on their way to Amazon's warehouse."""
    delivery: Line | None = None
    """Delivery template or method."""
    stores: tuple[Store, ...] | None = None
    """Stores that have an offer of this item."""
    idle_days: Count | None = None
    """Days since the last sale or restock."""
    featured_offer_lost_hours: Hours | None = None


class Issue(_Part):
    """One entry of Amazon's ``issues[]`` (Listings Items API), or an error shown on the page."""

    code: Line
    message: Line = ""
    severity: Line | None = None
    enforcements: tuple[Line, ...] = ()
    """``LISTING_SUPPRESSED``, ``SEARCH_SUPPRESSED``, ``ATTRIBUTE_SUPPRESSED`` …"""


class Record(_Part):
    """Another listing as far as it is known: a relative, one of the seller's own, or one in the catalogue."""

    sku: Line | None = None
    asin: Line | None = None
    gtin: Line | None = None
    brand: Line | None = None
    model: Line | None = None
    title: Line | None = None
    platform: Literal["amazon", "mercari", "mercari-shops"] | None = None
    marketplace: Store | None = None
    node: Line | None = None
    """Category node or path."""
    product_type: Line | None = None
    price: Line | None = None
    variation: dict[Line, Line] = Field(default_factory=dict)
    """Value of each attribute of the variation theme, for example ``{"colour": "Red", "size": "M"}``."""
    pack_count: Count | None = None
    packed_by_manufacturer: bool | None = None
    attributes: dict[Line, Line] = Field(default_factory=dict)
    main_image: Line | None = None
    """SHA-256 or another fingerprint of the main image."""


class Family(_Part):
    """A variation family: one parent and its children, this listing among them."""

    role: Literal["parent", "child"]
    """What this listing is in it."""
    theme: tuple[Line, ...] | None = None
    """Names of the attributes that vary."""
    parent: Record | None = None
    children: Annotated[tuple[Record, ...], Field(max_length=MAX_MEMBERS)] = ()


class Certificates(_Part):
    """Numbers and marks of conformity; an empty text says that there is none."""

    pse: Line | None = None
    pse_amazon: Line | None = None
    """The PSE number that the Amazon listing gives."""
    pse_label: Line | None = None
    """The PSE number on the product's own label."""
    telec: Line | None = None
    jis: Line | None = None
    jfda: Line | None = None
    trademark_jp: Line | None = None
    medical_device: Line | None = None


class Exemption(_Part):
    """An approved GTIN exemption, word for word."""

    brand: Line
    category: Line | None = None


class Seller(_Part):
    """The shop behind the listing; the shop's settings usually say it once for all listings."""

    shop_name: Line | None = None
    entity: Line | None = None
    """Legal form as registered, for example 株式会社."""
    brand_registered: bool | None = None
    """Whether the brand is in Amazon's Brand Registry."""
    brand_owner: bool | None = None
    gtin_exemption: Exemption | None = None
    gtin_source: Line | None = None
    """Where the codes were got: ``gs1`` or a reseller's name."""
    target_stores: tuple[Store, ...] | None = None
    return_addresses: tuple[Store, ...] | None = None
    """Countries that have a return address."""
    new_listings_7_days: Count | None = None
    disclosures: tuple[Line, ...] | None = None
    """Items of the mail-order disclosure that the shop page holds."""
    mercari_partner: bool | None = None
    gtin_exempt: bool | None = None
    """Whether Amazon has approved any GTIN exemption; ``gtin_exemption`` holds the words of one."""


class Link(_Part):
    """The Mercari ASIN link of this listing."""

    source_store: Store | None = None
    """The Amazon store whose ASIN is linked."""
    amazon_status: Line | None = None
    amazon_status_hours: Hours | None = None
    amazon_price: Annotated[float, Field(gt=0)] | None = None
    lead_time_proof: bool | None = None
    category_score: Share | None = None
    mapped_node: Line | None = None
    """Amazon's category when the mapping was made."""
    amazon_node: Line | None = None
    """Amazon's category now."""
    hours_since_sync: Hours | None = None
    sync_success: Share | None = None
    price_deviation: Share | None = None
    image_compliance: Share | None = None
    errors: tuple[Line, ...] | None = None
    """Codes of the sync log: ``E-403``, ``E-501`` …"""
    csv_columns: tuple[Line, ...] | None = None
    """Headings of the bulk upload's file."""
    csv_rows: Count | None = None
    csv_repeated: tuple[Line, ...] | None = None
    """ASINs that stand in it more than once."""
    manual_ja: bool | None = None
    label_photo: bool | None = None


class Metrics(_Part):
    """Figures of the account's reports."""

    conversion_30_days: Share | None = None
    top_of_search_share: Share | None = None
    inventory_index: Annotated[float, Field(ge=0)] | None = None
    on_time_delivery: Share | None = None


class Party(_Part):
    """A responsible person, manufacturer or trader; an empty text says that it is not given."""

    name: Line | None = None
    address: Line | None = None
    contact: Line | None = None
    """E-mail or web address."""


class Limit(_Part):
    """A field's own limit in the store's product type definition, which goes before ours."""

    max_characters: Count | None = None
    max_bytes: Count | None = None


class Context(_Part):
    """All that is known beside the page."""

    offer: Offer | None = None
    issues: Annotated[tuple[Issue, ...], Field(max_length=200)] | None = None
    family: Family | None = None
    own: Annotated[tuple[Record, ...], Field(max_length=MAX_MEMBERS)] | None = None
    """The seller's other listings, on any platform."""
    catalogue: Annotated[tuple[Record, ...], Field(max_length=200)] | None = None
    """What the marketplaces' catalogues hold under this item's codes; empty when looked up in vain."""
    certificates: Certificates | None = None
    documents: Annotated[tuple[Line, ...], Field(max_length=200)] | None = None
    """Kinds of documents at hand.

    Proofs: ``fda``, ``ce-declaration``, ``ccc``, ``un-r129``, ``cpc``, ``test-report``,
    ``medical-device-licence``. For a support case: ``error-screenshot``, ``photo-front``, ``photo-back``
    (both with the barcode and the brand), ``photo-packed``, ``photo-unpacked``, ``photo-unfolded``.
    """
    feed: Line | None = None
    """Batch id of the file upload that this listing came in; empty when that is not known any more."""
    seller: Seller | None = None
    link: Link | None = None
    metrics: Metrics | None = None
    previous: Record | None = None
    """This listing before the edit."""
    responsible_person: Party | None = None
    manufacturer: Party | None = None
    trader: Party | None = None
    product_name: Line | None = None
    """The product's short Japanese name as its package prints it; goes before what the title suggests."""
    node_is_leaf: bool | None = None
    product_type: Line | None = None
    attributes: dict[Line, Line] | None = None
    """Attributes of the store's form by name: ``colour``, ``size``, ``unit_count``, ``battery_type`` …"""
    limits: dict[Line, Limit] | None = None
    """Limits by field name, from the product type definition."""
