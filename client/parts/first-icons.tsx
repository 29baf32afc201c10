// The two icons that are seen with a world from the first, drawn as those of Lucide are. What Lucide needs to
// draw its own would be fetched before a world shows; it comes with the tools.
import type { ReactNode } from 'react'

interface IconProps {
  readonly size: number
  readonly className?: string
}

export const StepIcon = (props: IconProps) => icon(props, <path d="m9 6 6 6-6 6" />)

export const HouseIcon = (props: IconProps) =>
  icon(props, <path d="M3 11 12 3.5 21 11M5 9.5V21h14V9.5M9.5 21v-7h5v7" />)

function icon({ size, className }: IconProps, shape: ReactNode): ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shape}
    </svg>
  )
}
