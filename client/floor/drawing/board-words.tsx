// The words of a board on the floor: the first line of its page, or, while there is none, its name.
import { useMemo, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { firstLine } from '../../../shared/world/first-line.ts'
import { pageOf, type View } from '../../../shared/world/view/world-view.ts'
import { BOARD_WIDTH } from '../../drawings/drawn-sprites.ts'
import { useArtifact, useWorld } from '../../world/context/use-world.ts'
import './board-words.css'

export default function BoardWords({ id }: { readonly id: ArtifactId }) {
  const words = useFirstLine(id)
  const artifact = useArtifact(id)
  const said = words === '' ? (artifact?.name ?? '') : words
  return (
    <svg
      className="board-words"
      viewBox={`0 0 ${BOARD_WIDTH} 64`}
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <foreignObject x="10" y="10" width={BOARD_WIDTH - 20} height="28">
        <div className="board-paper" data-long={said.length > LONG || undefined}>
          <span className="board-said" dir="auto">
            {said}
          </span>
        </div>
      </foreignObject>
    </svg>
  )
}

/** More characters than this are written smaller. */
const LONG = 40

function useFirstLine(id: ArtifactId): string {
  const { view } = useWorld()
  const line = useMemo(() => followFirstLine(view, id), [view, id])
  return useSyncExternalStore(line.subscribe, line.now)
}

/** Read again only when that page was written: the view tells of everything. */
function followFirstLine(view: View, id: ArtifactId) {
  const read = (): string => firstLine(pageOf(view, id) ?? '')
  let words = read()
  return {
    now: () => words,
    subscribe: (listener: () => void) =>
      view.subscribe(({ texts }) => {
        if (!texts.has(id)) return
        words = read()
        listener()
      }),
  }
}
