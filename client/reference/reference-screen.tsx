// What code can use, to read from top to bottom: made from the declarations that the editor completes from, so it is never
// behind them. It needs no server.
import { Fragment, useEffect } from 'react'
import { EVENT_NAMES, rolesOf } from '../../shared/behavior/events.ts'
import { Link } from '../app/link.tsx'
import { HOME } from '../app/route.ts'
import { piecesOf, plainSignature } from '../code/prose.ts'
import { REFERENCE } from '../code/words.ts'
import { Mark } from '../parts/mark.tsx'
import { CHAPTERS, EXAMPLE, type Chapter } from './chapters.ts'
import './reference.css'

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
        </nav>
      </header>
      <main className="reference-page">
        <h1>What code can do</h1>
        <p>
          A thing lives by the code on its page: every block that begins with <code>```js</code> belongs to
          its program. The code runs as soon as you stop typing, on the machine that owns the world, whether
          people are there or not.
        </p>
        <pre className="reference-example">{EXAMPLE}</pre>
        <p>
          Beside what follows there is JavaScript itself, and nothing else: no network, no files. A name that
          is not here is an error, and you see it at the line.
        </p>
        {CHAPTERS.map((chapter) => (
          <ChapterPart key={chapter.id} chapter={chapter} />
        ))}
        <Events />
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
        What can happen, and what one can be in it. Without a role you hear of it as the first that stands
        there; the world itself, which nobody moves, as host.
      </p>
      <table>
        <tbody>
          {EVENT_NAMES.map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{rolesOf(name).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Words with the names of code in them set as code. */
function Words({ words }: { readonly words: string }) {
  return piecesOf(words).map(({ text, isCode }) =>
    isCode ? <code key={text}>{text}</code> : <Fragment key={text}>{text}</Fragment>,
  )
}
