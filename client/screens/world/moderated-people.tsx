// The list of the people here, with the actions of the world's owner about each of them.
import type { Viewport } from '../../world/geometry/viewport.ts'
import { PeopleList } from '../../people/people-list.tsx'
import { Moderate } from '../../sharing/moderation/moderation-menu.tsx'
import { useModeration } from '../../sharing/moderation/use-moderation.ts'

interface ModeratedPeopleProps {
  readonly viewport: Viewport
  /** One goes on elsewhere: the panel around the list is closed. */
  readonly onGone?: () => void
}

export function ModeratedPeople({ viewport, onGone }: ModeratedPeopleProps) {
  const moderation = useModeration()
  return (
    <PeopleList
      viewport={viewport}
      onGone={onGone}
      renderTools={(entry, onLeave) => {
        const account = moderation?.accountOf(entry) ?? null
        if (moderation === null || account === null) return null
        return <Moderate moderation={moderation} account={account} name={entry.name} onGone={onLeave} />
      }}
    />
  )
}
