// The words on a board or a card on the floor: the first line of its page, or, while there is none, its name.
import { useMemo, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { firstLine } from '../../../shared/world/first-line.ts'
import { pageOf, type View } from '../../../shared/world/view/world-view.ts'
import { WORDED_WIDTH } from '../../drawings/drawn-sprites.ts'
import { followPage } from '../../world/context/artifact-subscription.ts'
import { useArtifact, useWorld } from '../../world/context/use-world.ts'
import './board-words.css'

interface BoardWordsProps {
  readonly id: ArtifactId
  readonly sprite: string
}

export default function BoardWords({ id, sprite }: BoardWordsProps) {
  const first = useFirstLine(id)
  const artifact = useArtifact(id)
  const said = first === '' ? (artifact?.name ?? '') : first
  const words = (
    <span className="board-said" dir="auto">
      {said}
    </span>
  )
  if (sprite === 'card') {
    const lines = Math.max(1, Math.floor(((artifact?.look.height ?? 0) - CARD_EDGES) / CARD_LINE))
    return (
      <span className="card-words" style={{ '--lines': lines }} aria-hidden="true">
        {words}
      </span>
    )
  }
  return (
    <svg
      className="board-words"
      viewBox={`0 0 ${WORDED_WIDTH} 64`}
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <foreignObject x="10" y="10" width={WORDED_WIDTH - 20} height="28">
        <div className="board-paper" data-long={said.length > LONG || undefined}>
          {words}
        </div>
      </foreignObject>
    </svg>
  )
}

/** Pixels above and below the words of a card, and of each line of them; board-words.css has them, too. */
const CARD_EDGES = 12
const CARD_LINE = 20.8

/** More characters than this are written smaller. */
const LONG = 40

function useFirstLine(id: ArtifactId): string {
  const { view } = useWorld()
  const line = useMemo(() => followFirstLine(view, id), [view, id])
  return useSyncExternalStore(line.subscribe, line.now)
}

/** Read again only when that page was written. */
function followFirstLine(view: View, id: ArtifactId) {
  const read = (): string => firstLine(pageOf(view, id) ?? '')
  let words = read()
  return {
    now: () => words,
    subscribe: (listener: () => void) =>
      followPage(view, id, () => {
        words = read()
        listener()
      }),
  }
}
