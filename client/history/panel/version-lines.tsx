// The versions as a list: those that people named, and those that were kept by themselves before a big step.
import { FileDiff, GitBranch, Tag, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { VersionAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { notify } from '../../notices/notices.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { useYou } from '../../world/play/you.ts'
import { NameMoment } from '../moment/name-moment.tsx'
import { momentWords } from '../words/moment-words.ts'
import { useMoment, useSessions, useTimeTravel, useVersions } from '../use-time-travel.ts'

export function VersionLines() {
  const { versions, isKnown, trouble } = useVersions()
  const moment = useMoment()
  const { head } = useSessions()
  const you = useYou()
  const mayEdit = atLeast(you?.standing ?? you?.right ?? 'see', 'edit')
  const { selection } = useWorld()
  const [isNaming, setNaming] = useState(false)
  const [gone, setGone] = useState<VersionAnswer | null>(null)
  const travel = useTimeTravel()
  const revision = moment?.revision ?? head
  async function remove(): Promise<void> {
    if (gone === null) return
    await travel.versions.remove(gone.id)
    notify({ text: `“${gone.name}” is no version any more. Nothing of the world has changed.` })
  }
  return (
    <>
      {mayEdit && revision !== null && (
        <Button className="version-new" onClick={() => setNaming(true)}>
          <Tag size={16} aria-hidden="true" />
          {moment === null ? 'Name the world as it is now' : 'Name this moment'}
        </Button>
      )}
      {trouble !== null && <Trouble text={trouble} />}
      {isKnown && versions.length === 0 && (
        <p className="panel-note">A version is a moment with a name, to come back to. There are none yet.</p>
      )}
      <ul className="version-list" aria-label="Versions">
        {versions.map((version) => (
          <VersionLine
            key={version.id}
            version={version}
            isShown={version.revision === moment?.revision}
            onRemove={mayEdit && !version.isAutomatic ? () => setGone(version) : null}
          />
        ))}
      </ul>
      {mayEdit && (
        <Button className="version-new" onClick={() => selection.open({ kind: 'drafts' })}>
          <GitBranch size={16} aria-hidden="true" /> Drafts
        </Button>
      )}
      {isNaming && revision !== null && <NameMoment revision={revision} onClose={() => setNaming(false)} />}
      <Question
        title={`Remove the version “${gone?.name ?? ''}”?`}
        text="Only its name goes: the moment stays in the history, and the world stays as it is."
        yes="Remove it"
        open={gone !== null}
        onClose={() => setGone(null)}
        onYes={() => remove().catch((error: unknown) => notify({ text: wordsOf(error) }))}
      />
    </>
  )
}

interface VersionLineProps {
  readonly version: VersionAnswer
  readonly isShown: boolean
  readonly onRemove: (() => void) | null
}

function VersionLine({ version, isShown, onRemove }: VersionLineProps) {
  const travel = useTimeTravel()
  const { head } = useSessions()
  const { name, note, revision, by, lastAt, isAutomatic } = version
  const who = by?.name ?? ''
  return (
    <li className="session-line" aria-current={isShown}>
      <button type="button" className="session-go" onClick={() => travel.goTo(revision)}>
        <span className="session-who" data-automatic={isAutomatic || undefined}>
          {name}
        </span>
        <span className="session-what">
          {[momentWords(lastAt), isAutomatic ? 'kept by itself' : who && `named by ${who}`, note]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </button>
      {head !== null && revision < head && (
        <IconButton
          label={`What changed since “${name}”`}
          tip="What changed since then"
          onClick={() => travel.compare(revision, travel.wanted.now ?? head)}
        >
          <FileDiff size={16} aria-hidden="true" />
        </IconButton>
      )}
      {onRemove && (
        <IconButton label={`Remove “${name}”`} onClick={onRemove}>
          <Trash2 size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}
