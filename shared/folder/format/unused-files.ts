// Files that no page is made of: why each is left out, and what to do with it.

const OTHER = 'It is neither a page nor an image.'
/** What to do with files that no page is made of, by their endings. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /\.(?:heic|heif)$/i,
    'Most browsers cannot show this kind of picture. Save it as JPEG or PNG, and add that.',
  ],
  [
    /\.(?:tiff?|bmp|ico|psd|xcf|dng|cr[23]|nef|arw)$/i,
    'Pages do not show this kind of picture. Save it as JPEG or PNG, and add that.',
  ],
  [/\.pdf$/i, `${OTHER} Open it, copy its words, and paste them into a page.`],
  [
    /\.(?:mp3|m4a|aac|wav|aiff?|flac|og[ga]|opus|wma|midi?)$/i,
    `${OTHER} A world has no recordings. Put a link to it on a page.`,
  ],
  [
    /\.(?:mov|mp4|m4v|webm|mkv|avi|mpe?g|wmv|ogv)$/i,
    `${OTHER} A world has no films. Put a link to it on a page.`,
  ],
  [/\.(?:csv|tsv)$/i, `${OTHER} Drop it alone, and it becomes a page with a table.`],
  [
    /\.(?:xlsx?|xlsm|ods|numbers)$/i,
    `${OTHER} Open it, copy its cells, and paste them: they become a table.`,
  ],
  [
    /\.(?:docx?|odt|rtf|pages|html?|epub|pptx?|odp|key)$/i,
    `${OTHER} Open it, copy its words, and paste them into a page.`,
  ],
  [/\.(?:txt|text|org|rst|adoc|tex)$/i, `${OTHER} Let its name end in .md, or paste its words into a page.`],
  [/\.zip$/i, 'It is a zip inside. Add it by itself, or unpack it first.'],
  [/\.(?:rar|7z|gz|tgz|tar|bz2|xz|zst)$/i, `${OTHER} Unpack it first, or pack its files as a zip.`],
]

/** Why a file is left out that is none of those that are read, and what to do. */
export const whyUnused = (path: string): string => ADVICE.find(([ending]) => ending.test(path))?.[1] ?? OTHER
