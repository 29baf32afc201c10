// Says what would be put into what, while something is dragged over a thing or a breadcrumb.
import { createPortal } from 'react-dom'
import { useObservable } from '../../browser/use-observable.ts'
import { dropTarget } from '../../world/edits/drop-target.ts'
import { useView } from '../../world/context/use-world.ts'
import './drop-mark.css'

export default function DropMark() {
  const over = useObservable(dropTarget)
  const id = over?.isTarget ? over.id : null
  const name = useView((view) => (id === null || id === view.root ? '' : (view.artifact(id)?.name ?? '')))
  const isRoot = useView((view) => id === view.root)
  if (id === null || !over) return null
  const { left, top, width, height } = over.element.getBoundingClientRect()
  const floor = isRoot ? 'on the world’s floor' : name === '' ? 'into it' : `into ${name}`
  const where = over.under === null ? floor : `under ${over.under.text}`
  return createPortal(
    <div className="put-mark" style={{ left, top, width, height }}>
      <span className="put-words" data-below={top < 60 || undefined}>
        Put {where}
      </span>
    </div>,
    document.body,
  )
}
