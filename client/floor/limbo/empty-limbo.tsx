// Asks before limbo is emptied: the one thing here that nobody can take back.
import { deletable, emptyLimbo } from '../../../shared/world/edits/limbo-edits.ts'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { Question } from '../../parts/dialog.tsx'
import { useView, useWorld } from '../../world/context/use-world.ts'

export default function EmptyLimbo({ onClose }: { readonly onClose: () => void }) {
  const world = useWorld()
  const all = useView((view) => deletable(view).length)
  const waiting = useView((view) => view.limbo.length)
  const within = useView((view) => deletable(view).filter((id) => view.artifact(id)?.host !== 'limbo').length)
  const out = all - within
  const kept = waiting - out

  async function empty(): Promise<void> {
    const done = emptyLimbo(world.edit)
    notify({ text: done.ok ? `Limbo is empty: ${count(all, 'thing')} deleted.` : done.text })
  }

  return (
    <Question
      title="Empty limbo?"
      text={`${count(out, 'thing')}${within > 0 ? ` and ${within} more that ${within === 1 ? 'is' : 'are'} in ${out === 1 ? 'it' : 'them'}` : ''} will be deleted for good, pages and all. Nobody can bring them back, and undo will not help.${
        kept > 0 ? ` ${count(kept, 'thing')} that code put here will stay.` : ''
      }`}
      yes={`Delete ${count(all, 'thing')}`}
      open
      onClose={onClose}
      onYes={empty}
    />
  )
}
