// The small mark beside a title: who else can see the world.
import { Globe, Lock, Users } from 'lucide-react'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'

const MARKS = {
  me: { Icon: Lock, words: 'only you can see it' },
  some: { Icon: Users, words: 'shared with some people' },
  everyone: { Icon: Users, words: 'everyone who is signed in can see it' },
  public: { Icon: Globe, words: 'anyone can see it' },
} as const satisfies Record<NonNullable<WorldSummary['seenBy']>, unknown>

export function SeenBy({ by }: { readonly by: NonNullable<WorldSummary['seenBy']> }) {
  const { Icon, words } = MARKS[by]
  return (
    <span className="seen-by" title={words}>
      <Icon size={14} aria-hidden="true" />
      <span className="unseen">({words})</span>
    </span>
  )
}
