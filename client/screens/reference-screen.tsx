// The API of code, to read from top to bottom: made from the declarations that the editor completes from, so
// it is never behind them. It needs no server.
import { Fragment, useEffect } from 'react'
import { EVENT_NAMES, ROLES, rolesOf } from '../../shared/behavior/program-events.ts'
import { SPRITES } from '../../shared/world/sprites.ts'
import { copyText } from '../notices/copy-text.ts'
import { Link } from '../parts/route-link.tsx'
import { HOME } from '../navigation/route.ts'
import { EVENT_WORDS, ROLE_WORDS } from '../words/event-words.ts'
import { piecesOf, plainSignature } from '../words/code-prose.ts'
import { REFERENCE } from '../words/code-words.ts'
import { Mark } from '../parts/mark.tsx'
import { Drawing } from '../drawings/thing-drawing.tsx'
import { CHAPTERS, EXAMPLE, type Chapter } from '../reference/chapters.ts'
import { EXAMPLES } from '../reference/examples.ts'
import '../reference/reference.css'

export default function ReferenceScreen() {
  useEffect(() => {
    if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])
  return (
    <div className="reference">
      <title>What code can do · Inkland</title>
      <header className="reference-head">
        <Link to={HOME} className="reference-home" aria-label="Worlds">
          <Mark size={24} />
        </Link>
        <nav className="reference-ways" aria-label="Parts">
          {CHAPTERS.map(({ id, title }) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
          <a href="#events">Events</a>
          <a href="#drawings">Drawings</a>
        </nav>
      </header>
      <main className="reference-page">
        <h1>What code can do</h1>
        <p>
          Code on a thing’s page brings it to life: every block that starts with <code>```js</code> is part of
          its program. The code runs as soon as you stop typing, on the machine that owns the world, whether
          anyone is there or not.
        </p>
        <pre className="reference-example">{EXAMPLE}</pre>
        <p>
          Besides what follows, there is plain JavaScript and nothing else: <code>Math.random()</code> for
          chance, <code>Date</code> for the time, <code>await</code> (also outside functions), lists, text and
          JSON. There are no files, and outside of the world <a href="#outside">only addresses</a> that the
          admins of the node have allowed. Using a name that does not exist is an error, shown at its line.
          Anything that had no effect is marked too: a <q>?</q> appears at its line.
        </p>
        {CHAPTERS.map((chapter) => (
          <ChapterPart key={chapter.id} chapter={chapter} />
        ))}
        <Events />
        <Drawings />
      </main>
    </div>
  )
}

function ChapterPart({ chapter: { id, title, words, names } }: { readonly chapter: Chapter }) {
  const entries = names.flatMap((name) => REFERENCE.find((entry) => entry.name === name) ?? [])
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>{words}</p>
      <dl className="reference-list">
        {entries.map(({ name, signatures, words, members }) => (
          <Fragment key={name}>
            <dt id={name}>
              {signatures.map((signature) => (
                <code key={signature}>{signature}</code>
              ))}
            </dt>
            <dd>
              <p>
                <Words words={words} />
              </p>
              {EXAMPLES[name] !== undefined && <pre className="reference-example">{EXAMPLES[name]}</pre>}
              {members.length > 0 && (
                <table>
                  <tbody>
                    {members.map((member) => (
                      <tr key={member.signature}>
                        <th scope="row">
                          <code>{plainSignature(member.signature)}</code>
                        </th>
                        <td>
                          <Words words={member.words} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

/** The events with the roles one can have in each; the usual one first. */
function Events() {
  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      <p>
        What can happen, and which part you can play in it. If you name no role, you get the first one listed;
        the world itself, which nobody moves, gets host.
      </p>
      <ul className="reference-role-words">
        {ROLES.map((role) => (
          <li key={role}>
            <code>{role}</code> {ROLE_WORDS[role]}
          </li>
        ))}
      </ul>
      <table>
        <tbody>
          {EVENT_NAMES.map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>
                <Words words={EVENT_WORDS[name]} />
                <span className="reference-roles">{rolesOf(name).join(', ')}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The looks of a thing, each copied as code takes it. */
function Drawings() {
  return (
    <section aria-labelledby="drawings">
      <h2 id="drawings">Drawings</h2>
      <p>
        Press a drawing to copy its name, as in{' '}
        <code>
          set(self, {'{'} sprite: &apos;lamp&apos; {'}'})
        </code>
        . An emoji is drawn as <code>&apos;emoji:🦊&apos;</code>, a coloured ground as{' '}
        <code>&apos;paint:#d8cfbd&apos;</code>.
      </p>
      <ul className="reference-drawings">
        {SPRITES.map((sprite) => (
          <li key={sprite}>
            <button type="button" onClick={() => copyText(`'${sprite}'`, `'${sprite}' is copied.`)}>
              <Drawing name={sprite} />
              {sprite}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Words with the names of code in them set as code. */
function Words({ words }: { readonly words: string }) {
  return piecesOf(words).map(({ text, isCode }) =>
    isCode ? <code key={text}>{text}</code> : <Fragment key={text}>{text}</Fragment>,
  )
}
