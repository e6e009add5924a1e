-- The store of an archive. Tables for programs first: files, catalogue, extractions, failures, portions, said, unjoined,
-- node, outputs, builds and segments; what they hold can be computed again from the input files. Then tables of the last
-- build, and last the views that are meant for reading: episodes, mentions, entities, people, picks,
-- topics, sponsors, cooccurrence. Other names may change with the format (PRAGMA user_version).

CREATE TABLE files ( -- every input file
    path TEXT PRIMARY KEY, -- as it was named
    folder TEXT NOT NULL, -- the absolute one it lies in
    size INTEGER NOT NULL, -- bytes
    changed INTEGER NOT NULL, -- nanoseconds since 1970; 0 where it could have changed again unseen
    sha256 TEXT NOT NULL, -- of its bytes; empty where it could not be read
    program TEXT NOT NULL, -- digest of the code that read it
    card TEXT, -- JSON; what says which episode it belongs to
    reason TEXT -- why it was skipped
) WITHOUT ROWID;
CREATE TABLE catalogue ( -- one row: the catalogue of the last build, as it is read soonest
    digest TEXT PRIMARY KEY, -- of its files and the code
    catalogue BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE extractions ( -- what was found in each episode alone
    episode TEXT PRIMARY KEY,
    key TEXT NOT NULL, -- digest of sources, catalogue, configuration and code
    extraction BLOB NOT NULL, -- MessagePack after its CRC-32, as are all blobs; this one compressed with zlib
    facts BLOB NOT NULL -- what resolution asks of it
) WITHOUT ROWID;
CREATE TABLE failures ( -- episodes whose extraction was given up in the last build
    episode TEXT PRIMARY KEY,
    reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE portions ( -- what each episode, resolved, adds to the outputs
    episode TEXT PRIMARY KEY,
    key TEXT NOT NULL, -- digest of extraction, what its names mean, options and code
    lines BLOB NOT NULL, -- its own nodes and edges, as they stand in the graph's file
    listed BLOB NOT NULL, -- in the page
    share BLOB NOT NULL -- of the RDF
) WITHOUT ROWID;
CREATE TABLE said ( -- what each episode says of nodes of the graph that others may speak of too
    node TEXT NOT NULL, -- its id
    episode TEXT NOT NULL,
    said BLOB NOT NULL,
    PRIMARY KEY (node, episode)
) WITHOUT ROWID;
CREATE INDEX said_by_episode ON said (episode);
CREATE TABLE unjoined ( -- nodes of which something else is said than when they were joined
    node TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TRIGGER said_more AFTER INSERT ON said BEGIN INSERT OR IGNORE INTO unjoined VALUES (new.node); END;
CREATE TRIGGER said_less AFTER DELETE ON said BEGIN INSERT OR IGNORE INTO unjoined VALUES (old.node); END;
CREATE TABLE node ( -- what all episodes say of a node
    node TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    joined BLOB NOT NULL -- as it stands in the outputs
) WITHOUT ROWID;
CREATE TABLE outputs ( -- what the last build left in the folder
    name TEXT PRIMARY KEY,
    key TEXT NOT NULL, -- digest of all it depends on
    size INTEGER NOT NULL, -- bytes
    changed INTEGER NOT NULL, -- nanoseconds since 1970
    sha256 TEXT NOT NULL -- empty for a folder
) WITHOUT ROWID;
CREATE TABLE builds ( -- one row: what the last build told of itself
    built BLOB NOT NULL
);
CREATE TABLE segments ( -- where in an output the part of an episode stands, or of what episodes share
    output TEXT NOT NULL,
    episode TEXT NOT NULL, -- or the name of the graph that is shared
    key TEXT NOT NULL, -- of its portion
    start INTEGER NOT NULL, -- bytes
    length INTEGER NOT NULL,
    PRIMARY KEY (output, episode)
) WITHOUT ROWID;

CREATE TABLE episode (
    episode TEXT PRIMARY KEY, -- SHOW/NAME
    show TEXT NOT NULL,
    title TEXT NOT NULL,
    number INTEGER,
    date TEXT, -- ISO 8601 day
    duration INTEGER, -- seconds
    words INTEGER NOT NULL,
    audio TEXT,
    url TEXT,
    source TEXT NOT NULL -- the file it was read from
) WITHOUT ROWID;
CREATE TABLE passage ( -- sentences and lines that name something
    episode TEXT NOT NULL,
    passage INTEGER NOT NULL,
    place TEXT NOT NULL, -- notes, transcript, picks or sponsors
    turn INTEGER, -- position in the transcript; none for a line of the notes
    speaker TEXT,
    time REAL, -- seconds
    sentence TEXT NOT NULL,
    PRIMARY KEY (episode, passage)
) WITHOUT ROWID;
CREATE TABLE mention (
    episode TEXT NOT NULL,
    entity TEXT NOT NULL,
    passage INTEGER NOT NULL,
    surface TEXT NOT NULL, -- the words as written
    place TEXT NOT NULL,
    evidence TEXT NOT NULL, -- catalogue, link, ner or structure
    confidence REAL NOT NULL, -- from 0 to 1
    source TEXT NOT NULL, -- file
    start INTEGER NOT NULL, -- Unicode code points of the decoded file
    "end" INTEGER NOT NULL -- exclusive
);
CREATE INDEX mention_by_episode ON mention (episode);
CREATE INDEX mention_by_entity ON mention (entity);
CREATE TABLE appearance (
    episode TEXT NOT NULL,
    entity TEXT NOT NULL,
    role TEXT NOT NULL, -- host, guest or mentioned
    PRIMARY KEY (episode, entity)
) WITHOUT ROWID;
CREATE TABLE pick (
    episode TEXT NOT NULL,
    pick INTEGER NOT NULL, -- from 1
    title TEXT NOT NULL,
    url TEXT,
    passage INTEGER NOT NULL,
    PRIMARY KEY (episode, pick)
) WITHOUT ROWID;
CREATE TABLE pick_by (
    episode TEXT NOT NULL,
    pick INTEGER NOT NULL,
    entity TEXT NOT NULL, -- who recommends it
    PRIMARY KEY (episode, pick, entity)
) WITHOUT ROWID;
CREATE TABLE pick_about (
    episode TEXT NOT NULL,
    pick INTEGER NOT NULL,
    entity TEXT NOT NULL, -- a technology
    PRIMARY KEY (episode, pick, entity)
) WITHOUT ROWID;
CREATE TABLE topic (
    episode TEXT NOT NULL,
    topic INTEGER NOT NULL, -- from 1
    time TEXT, -- as written
    seconds INTEGER,
    title TEXT NOT NULL,
    PRIMARY KEY (episode, topic)
) WITHOUT ROWID;
CREATE TABLE sponsor (
    episode TEXT NOT NULL,
    entity TEXT NOT NULL,
    PRIMARY KEY (episode, entity)
) WITHOUT ROWID;
CREATE TABLE entity (
    entity TEXT PRIMARY KEY, -- node id of the graph
    type TEXT NOT NULL, -- technology, person, show or sponsor
    label TEXT NOT NULL,
    kind TEXT, -- of a technology
    status TEXT -- of a technology: known, confirmed or unconfirmed
) WITHOUT ROWID;
CREATE TABLE alias (
    entity TEXT NOT NULL,
    alias TEXT NOT NULL,
    PRIMARY KEY (entity, alias)
) WITHOUT ROWID;

-- One row an episode.
CREATE VIEW episodes AS
SELECT episode, show, title, number, date, duration, words, audio, url, source,
    (SELECT COUNT(DISTINCT entity) FROM mention m
        WHERE m.episode = e.episode AND m.entity LIKE 'technology/%') AS technologies
FROM episode e;
-- One row a place that names an entity, with its sentence.
CREATE VIEW mentions AS
SELECT m.episode, e.show, e.date, m.entity, n.type, n.label, n.kind, m.surface, m.place, p.speaker, p.time,
    p.turn, m.evidence, m.confidence, p.sentence, m.source, m.start, m."end"
FROM mention m
JOIN entity n USING (entity)
JOIN episode e ON e.episode = m.episode
JOIN passage p ON p.episode = m.episode AND p.passage = m.passage;
-- One row a technology, person, show or sponsor, its aliases joined by line ends.
CREATE VIEW entities AS
SELECT entity, type, label, kind, status,
    (SELECT GROUP_CONCAT(alias, char(10)) FROM alias a WHERE a.entity = n.entity) AS aliases,
    (SELECT COUNT(DISTINCT m.episode) FROM mention m WHERE m.entity = n.entity) AS episodes,
    (SELECT COUNT(*) FROM mention m WHERE m.entity = n.entity) AS mentions
FROM entity n;
-- One row a person and an episode that has them.
CREATE VIEW people AS
SELECT a.entity, n.label AS name, a.role, a.episode, e.show, e.date, e.title
FROM appearance a JOIN entity n USING (entity) JOIN episode e ON e.episode = a.episode;
-- One row a pick and whoever recommends it.
CREATE VIEW picks AS
SELECT p.episode, e.show, e.date, p.pick, p.title, p.url, b.entity AS person, n.label AS name, s.sentence
FROM pick p JOIN episode e USING (episode)
LEFT JOIN pick_by b ON b.episode = p.episode AND b.pick = p.pick
LEFT JOIN entity n ON n.entity = b.entity
LEFT JOIN passage s ON s.episode = p.episode AND s.passage = p.passage;
-- One row a heading of the notes that says what an episode is about.
CREATE VIEW topics AS
SELECT t.episode, e.show, e.date, t.topic, t.time, t.seconds, t.title FROM topic t JOIN episode e USING (episode);
-- One row a sponsor and an episode.
CREATE VIEW sponsors AS
SELECT s.entity, n.label AS name, s.episode, e.show, e.date
FROM sponsor s JOIN entity n USING (entity) JOIN episode e ON e.episode = s.episode;
-- One row a pair of technologies that a turn of the talk, or a line of the notes, names together: how many
-- do, in how many episodes. Advertising is left out, as in `kg cooccur`.
CREATE VIEW cooccurrence AS
WITH named AS (
    SELECT DISTINCT m.episode, m.entity,
        CASE WHEN p.turn IS NULL THEN -1 - m.passage ELSE p.turn END AS window
    FROM mention m JOIN passage p ON p.episode = m.episode AND p.passage = m.passage
    WHERE m.entity LIKE 'technology/%' AND m.place <> 'sponsors' AND p.place <> 'sponsors'
)
SELECT a.entity AS a, b.entity AS b, COUNT(*) AS turns, COUNT(DISTINCT a.episode) AS episodes
FROM named a JOIN named b ON a.episode = b.episode AND a.window = b.window AND a.entity < b.entity
GROUP BY a.entity, b.entity;
