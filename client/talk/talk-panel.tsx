// The words that one has heard here, and a line to say something.
import { useLayoutEffect, useRef } from 'react'
import { Ago } from '../parts/ago.tsx'
import { useArtifact, useTitle, useWorld } from '../world/context/use-world.ts'
import { inksOf } from '../drawings/person-colors.ts'
import { nodeShown } from '../words/node-name.ts'
import { foreignNodeOf } from '../world/people/home-node.ts'
import { useMe, useMode } from '../world/play/you.ts'
import { useShownColor } from '../world/people/shown-colors.ts'
import { useHeard } from '../world/play/use-hearing.ts'
import type { SpeechInSight } from '../world/play/hearing.ts'
import { SayLine } from './say-line.tsx'
import './talk-panel.css'

export default function Talk() {
  const heard = useHeard()
  const isHere = useMe() !== null
  // A walker has the line at the foot of the floor; a visitor who only looks has none.
  const isWriting = useMode() === 'write'
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const box = place.current
    if (box && heard.length > 0) box.scrollTop = box.scrollHeight
  }, [heard])
  return (
    <div className="talk">
      {/* Said aloud elsewhere: it does not speak by itself. */}
      <div className="talk-said" ref={place} role="log" aria-live="off" aria-label="What was said">
        {heard.length === 0 && (
          <p className="panel-note">
            {isHere
              ? 'You have not heard anything yet. Speech carries about half a floor, and a shout carries everywhere.'
              : 'Nobody has said anything yet. Things that listen hear what you say here.'}
          </p>
        )}
        {heard.map((one, at) => (
          // Lines are only added, and dropped from the top.
          // oxlint-disable-next-line react/no-array-index-key
          <Line key={`${one.at} ${at}`} heard={one} />
        ))}
      </div>
      {isWriting && <SayLine />}
    </div>
  )
}

const VERBS: Readonly<Record<SpeechInSight['voice'], string | null>> = {
  say: null,
  shout: 'shouts',
  whisper: 'whispers to you',
}

function Line({ heard }: { readonly heard: SpeechInSight }) {
  const { voice, to, words, at } = heard
  const verb = to === null ? VERBS[voice] : `to ${to}`
  return (
    <p className="talk-line" data-voice={voice}>
      <span className="talk-head">
        <Speaker heard={heard} />
        {verb !== null && <span className="talk-how">{verb}</span>}
      </span>
      <span className="talk-at">
        <Ago at={at} />
      </span>
      <span className="talk-words">{words}</span>
      {voice === 'whisper' && (
        <span className="talk-only">
          {to === null ? 'Only you see this.' : `Only you and ${to} see this.`}
        </span>
      )}
    </p>
  )
}

/** The speaker, in the colour of a present person. */
function Speaker({ heard: { by, person } }: { readonly heard: SpeechInSight }) {
  if (by !== null) return <SpeakerHere by={by} person={person} />
  return (
    <span className="talk-who" data-person>
      {person ?? 'Somebody'}
    </span>
  )
}

function SpeakerHere({
  by,
  person,
}: Pick<SpeechInSight, 'person'> & { readonly by: NonNullable<SpeechInSight['by']> }) {
  const { replica, view } = useWorld()
  const artifact = useArtifact(by)
  const title = useTitle()
  const color = useShownColor(by, artifact?.avatar?.look.color ?? null)
  const node = artifact?.avatar ? foreignNodeOf(replica.address, artifact.avatar.account) : null
  const inks = color === null ? null : inksOf(color)
  const isPerson = person !== null || inks !== null
  const name = by === view.root ? title : artifact?.name
  return (
    <span
      className="talk-who"
      data-person={isPerson || undefined}
      style={inks ? { '--by-day': inks.light, '--by-night': inks.dark } : undefined}
    >
      {person ?? (name === '' ? 'Something' : (name ?? 'Something'))}
      {node !== null && <span className="talk-node"> · {nodeShown(node)}</span>}
    </span>
  )
}
