"""From documents to an index on disk: passages, vectors and terms.

Where to look:

    loaders     finds files and reads each into a Document (``documents``); ``inside`` refuses what is mislabelled
    prose       reads text, ``markdown`` Markdown, ``sheet`` .csv, ``web`` HTML, ``pdf`` PDF, ``word`` .docx, ``odt`` .odt: each gives an Extract
    word_lists  numbers the lists of Word, ``odt_lists`` those of OpenDocument; ``items`` writes their markers
    extract     what these readers share; ``decoding`` turns bytes into text, ``lines`` and ``printed`` (for PDF) rejoin
                lines that were broken at the margin
    page        finds title, section, author and furniture of a text, ``headlines`` title and author in one line
    chunking    splits into sentences and passages
    encoder     turns passages into vectors, by ``engine``, ``pieces``, ``base_model`` and ``adapter``; ``hub`` loads other
                models
    words       knows French and English words, ``terms`` counts them for BM25, ``languages`` tells a text's language
    store       is the Index: ``nearest`` searches its vectors, ``tables`` holds its rows, ``layout`` names its files,
                ``folders`` writes it whole or not at all
    growing     indexes many documents, ``shelf`` those that a browser session added
    errors      says what went wrong
"""
