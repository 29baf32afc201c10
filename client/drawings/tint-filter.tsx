// Shades of one colour: the hue of a tint, with the light and dark of what is drawn.
interface TintFilterProps {
  readonly id: string
  readonly tint: string
}

export default function TintFilter({ id, tint }: TintFilterProps) {
  return (
    <svg className="tint-filter" aria-hidden="true">
      <filter id={id} x="0" y="0" width="100%" height="100%" colorInterpolationFilters="sRGB">
        <feFlood floodColor={tint} result="tint" />
        <feBlend in="tint" in2="SourceGraphic" mode="color" result="shades" />
        <feComposite in="shades" in2="SourceGraphic" operator="in" />
      </filter>
    </svg>
  )
}
