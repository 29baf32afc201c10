// The list of the people here, with the actions of the world's owner about each of them.
import type { Viewport } from '../../world/geometry/viewport.ts'
import { PeopleList } from '../../people/people-list.tsx'
import { Moderate } from '../../sharing/moderation/moderation-menu.tsx'
import type { RosterEntry } from '../../world/people/roster.ts'
import { useModeration } from '../../sharing/moderation/use-moderation.ts'

interface ModeratedPeopleProps {
  readonly viewport: Viewport
  /** One goes on elsewhere: the panel around the list is closed. */
  readonly onGone?: () => void
}

export function ModeratedPeople({ viewport, onGone }: ModeratedPeopleProps) {
  const moderation = useModeration()
  const accountOf = (entry: RosterEntry): string | null => moderation?.accountOf(entry) ?? null
  return (
    <PeopleList
      viewport={viewport}
      onGone={onGone}
      isMuted={(entry) => moderation?.isMuted(accountOf(entry)) === true}
      renderTools={(entry, onLeave) => {
        const account = accountOf(entry)
        if (moderation === null || account === null) return null
        return <Moderate moderation={moderation} account={account} name={entry.name} onGone={onLeave} />
      }}
    />
  )
}
