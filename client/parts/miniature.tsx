// A small picture of the top of a world: its paper, the first lines of its page, and its things where they
// stand.
import type { Miniature } from '../../shared/world/glance/miniature.ts'
import { paperProps } from '../world/geometry/paper-colors.ts'
import { Drawing } from '../drawings/thing-drawing.tsx'
import './miniature.css'

/** Null: a blank page. It says nothing that is not said beside it, so nobody is read it aloud. */
export function MiniaturePicture({ miniature }: { readonly miniature: Miniature | null }) {
  const { paper = null, ink = null, title = null, lines = [], things = [] } = miniature ?? {}
  return (
    <span className="miniature" aria-hidden="true" {...paperProps({ paper, ink, title })}>
      <span className="miniature-page">
        {lines.map(({ kind, words }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines are drawn anew together, and keep no state
          <span key={at} className="miniature-line" data-kind={kind}>
            {words}
          </span>
        ))}
      </span>
      {things.map(({ sprite, x, y, width, height }, at) => (
        <span
          // oxlint-disable-next-line react/no-array-index-key -- as above
          key={at}
          className="miniature-thing"
          style={{ '--left': x, '--above': y, '--wide': width, '--high': height }}
        >
          <Drawing name={sprite} />
        </span>
      ))}
    </span>
  )
}
