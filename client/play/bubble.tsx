// Words in the air, over the thing or the person that says them.
import type { Side } from '../floor/side.ts'
import type { Heard } from './heard.ts'
import { fadesAfter } from './stay.ts'
import './bubble.css'

interface BubbleProps {
  readonly said: Heard
  /** Near which edge of the floor the thing stands. */
  readonly side: Side
  /** Too near to the top of the floor for words above it. */
  readonly isHigh: boolean
}

export function Bubble({ said, side, isHigh }: BubbleProps) {
  // The same words said again come up again. They are said aloud elsewhere, so slowly that they can be heard.
  return (
    <p
      key={said.at}
      className="bubble"
      style={{ '--stay': fadesAfter(said.words) }}
      data-side={side}
      data-below={isHigh || undefined}
      data-voice={said.voice}
    >
      {said.words}
    </p>
  )
}
